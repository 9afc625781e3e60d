-- wrapping: one-for-all
SET lock_timeout = '1s';
ALTER TABLE users ADD COLUMN nick text;
