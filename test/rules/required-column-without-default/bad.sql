SET lock_timeout = '1s';
ALTER TABLE users ADD COLUMN country text NOT NULL;
