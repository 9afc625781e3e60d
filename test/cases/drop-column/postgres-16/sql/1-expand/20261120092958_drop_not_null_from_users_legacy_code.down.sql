-- Lockstep plan bede4823a6aa, phase 1 of 3 (expand)
-- Drop users.legacy_code: drop not null from users.legacy_code
-- Rollback: leaves residue: legacy_code stays optional, which old code does not see; make it required again once no row lacks a value.

-- Nothing to do in this direction.
