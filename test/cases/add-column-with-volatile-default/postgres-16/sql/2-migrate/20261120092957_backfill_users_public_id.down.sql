-- Lockstep plan 096de8cfe328, phase 2 of 2 (migrate), file 1 of 4
-- Give every user a public id: backfill users.public_id
-- Rollback: exact: the column goes with its own file.

-- Nothing to do in this direction.
