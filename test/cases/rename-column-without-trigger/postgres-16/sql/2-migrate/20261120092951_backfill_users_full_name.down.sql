-- Lockstep plan fa1b2a698dc6, phase 2 of 4 (migrate), file 1 of 8
-- Names are full names: backfill users.full_name
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
