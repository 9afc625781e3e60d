-- Lockstep plan a122b78ad19a, phase 1 of 1 (migrate), file 1 of 4
-- Require users.locale: backfill users.locale
-- Rollback: leaves residue: rows that held NULL in locale keep the value they were given.

-- Nothing to do in this direction.
