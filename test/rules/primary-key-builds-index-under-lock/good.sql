-- wrapping: none
CREATE UNIQUE INDEX CONCURRENTLY logs_pkey ON logs (id);
SET lock_timeout = '1s';
BEGIN;
ALTER TABLE logs ADD CONSTRAINT logs_pkey PRIMARY KEY USING INDEX logs_pkey;
COMMIT;
