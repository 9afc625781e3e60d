-- Lockstep plan a122b78ad19a, phase 1 of 1 (migrate), file 3 of 4
-- Require users.locale: validate constraint users.users_locale_not_null
-- Rollback: leaves residue: users: validated flag of users_locale_not_null.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE users VALIDATE CONSTRAINT users_locale_not_null;

COMMIT;
