-- Lockstep plan 021cdb947fdb, phase 2 of 3 (migrate), file 1 of 3
-- Rename users.name to full_name: backfill users.full_name
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
