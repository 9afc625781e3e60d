-- wrapping: none
SET lock_timeout = '1s';
BEGIN;
ALTER TABLE users ADD COLUMN nick text;
COMMIT;
BEGIN;
ALTER TABLE accounts ADD COLUMN nick text;
COMMIT;
