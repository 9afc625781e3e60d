-- Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 1 of 6
-- Make users.id a bigint: backfill users.id_new
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
