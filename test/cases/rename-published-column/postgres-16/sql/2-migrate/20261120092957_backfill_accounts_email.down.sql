-- Lockstep plan 73638357e4b6, phase 2 of 3 (migrate), file 1 of 3
-- Call mail email: backfill accounts.email
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
