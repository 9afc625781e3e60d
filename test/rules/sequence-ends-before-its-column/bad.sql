SET lock_timeout = '1s';
ALTER TABLE notes ALTER COLUMN id TYPE bigint;
