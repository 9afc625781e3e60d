-- Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 4 of 6
-- Make users.id a bigint: validate constraint users.users_id_new_not_null
-- Rollback: leaves residue: users: validated flag of users_id_new_not_null.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE users VALIDATE CONSTRAINT users_id_new_not_null;

COMMIT;
