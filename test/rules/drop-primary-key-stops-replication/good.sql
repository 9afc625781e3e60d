SET lock_timeout = '1s';
ALTER TABLE logs DROP CONSTRAINT logs_pkey;
ALTER TABLE logs ADD CONSTRAINT logs_pkey PRIMARY KEY USING INDEX logs_key_idx;
