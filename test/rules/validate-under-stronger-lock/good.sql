-- wrapping: none
SET lock_timeout = '1s';
BEGIN;
ALTER TABLE users ADD CONSTRAINT users_age_check CHECK (age >= 0) NOT VALID;
COMMIT;
BEGIN;
ALTER TABLE users VALIDATE CONSTRAINT users_age_check;
COMMIT;
