SET lock_timeout = '1s';
BEGIN;
ALTER TABLE users ADD COLUMN nickname text;
COMMIT;
COMMENT ON COLUMN users.nickname IS 'what friends say';
