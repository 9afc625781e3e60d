SET lock_timeout = '1s';
ALTER TABLE users RENAME COLUMN name TO full_name;
