SET lock_timeout = '1s';
ALTER TABLE users ADD COLUMN country text;
ALTER TABLE users ADD CONSTRAINT users_country_not_null CHECK (country IS NOT NULL) NOT VALID;
