SET lock_timeout = '1s';
ALTER TABLE logs DROP CONSTRAINT logs_pkey;
