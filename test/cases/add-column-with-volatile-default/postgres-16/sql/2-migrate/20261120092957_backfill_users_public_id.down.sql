-- Lockstep plan 8955beb14f2a, phase 2 of 2 (migrate), file 1 of 4
-- Give every user a public id: backfill users.public_id
-- Rollback: exact: the column goes with its own file.

-- Nothing to do in this direction.
