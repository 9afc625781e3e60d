-- Lockstep plan a46eac1fbf14, phase 2 of 4 (migrate), file 1 of 8
-- Names are full names: backfill users.full_name
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
