SET lock_timeout = '1s';
ALTER TABLE users ADD COLUMN score integer DEFAULT 0;
