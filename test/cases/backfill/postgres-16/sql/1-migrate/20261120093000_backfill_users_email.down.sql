-- Lockstep plan 9b04a10f112f, phase 1 of 1 (migrate)
-- Store addresses in lower case: backfill users.email
-- Rollback: leaves residue: the rows keep the values they were given.

-- Nothing to do in this direction.
