-- Lockstep plan a71a47ffcd7b, phase 2 of 2 (migrate), file 3 of 4
-- Give every user a slug: validate constraint users.users_slug_not_null
-- Rollback: leaves residue: users: validated flag of users_slug_not_null.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE users VALIDATE CONSTRAINT users_slug_not_null;

COMMIT;
