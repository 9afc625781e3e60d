-- Lockstep plan 9eb0e7ee922c, phase 2 of 2 (migrate)
-- Widen users.nickname: validate constraint users.users_nickname_check
-- Rollback: leaves residue: users: validated flag of users_nickname_check.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE users VALIDATE CONSTRAINT users_nickname_check;

COMMIT;
