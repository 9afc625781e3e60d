-- Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 8 of 10
-- Rename users.mail and users.state: backfill users.status
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
