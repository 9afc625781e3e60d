-- Lockstep plan 1f7dd925d0b2, phase 1 of 1 (migrate)
-- Store addresses in lower case: backfill users.email
-- Rollback: leaves residue: the rows keep the values they were given.

-- Nothing to do in this direction.
