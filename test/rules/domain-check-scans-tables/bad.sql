SET lock_timeout = '1s';
ALTER DOMAIN percent ADD CONSTRAINT percent_low CHECK (VALUE >= 0);
