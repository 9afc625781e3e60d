SET lock_timeout = '30s';
ALTER TABLE users ADD COLUMN nick text;
