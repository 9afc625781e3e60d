-- Lockstep plan 716767827d81, phase 2 of 3 (migrate), file 1 of 3
-- Rename users.name to full_name: backfill users.full_name
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
