SET lock_timeout = '1s';
ALTER TABLE users DROP CONSTRAINT users_name_check;
ALTER TABLE users ALTER COLUMN name TYPE varchar(100);
ALTER TABLE users ADD CONSTRAINT users_name_check CHECK (name <> 'nobody') NOT VALID;
