-- Lockstep plan a46eac1fbf14, phase 2 of 4 (migrate), file 8 of 8
-- Names are full names: validate constraint users.users_name_check_full_name
-- Rollback: leaves residue: users: validated flag of users_name_check_full_name.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE users VALIDATE CONSTRAINT users_name_check_full_name;

COMMIT;
