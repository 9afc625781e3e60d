SET lock_timeout = '1s';
ALTER TABLE users ADD COLUMN full_name text;
ALTER TABLE users ADD COLUMN nick text;
