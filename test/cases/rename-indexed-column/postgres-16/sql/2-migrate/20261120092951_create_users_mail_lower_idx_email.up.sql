-- Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 2 of 10
-- Rename users.mail and users.state: create index users_mail_lower_idx_email on users
-- Rollback: exact.

DO $lockstep$
BEGIN
  IF (now() = statement_timestamp()) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: this file must not run inside a transaction: leave out -1 of psql. Nothing was changed.';
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_settings WHERE name = 'application_name' AND source = 'session')
      OR EXISTS (SELECT FROM pg_settings WHERE source = 'client')) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: a pooler stands between, which would give the limits that this file sets to other clients. Nothing was changed. Connect to the server directly.';
  END IF;
END
$lockstep$;

SET lock_timeout = 0;

SET statement_timeout = 0;

-- built concurrently, so that writes go on during the build
DO $lockstep$
BEGIN
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_lower_idx_email') AND NOT indisvalid) THEN
    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
      COMMIT; -- and waits for old snapshots, this one's too
    END LOOP;
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_lower_idx_email') AND NOT indisvalid) THEN
      ALTER INDEX users_mail_lower_idx_email RENAME TO users_mail_lower_idx_email_lockstep_invalid;
    END IF;
  END IF;
END
$lockstep$;

DROP INDEX CONCURRENTLY IF EXISTS users_mail_lower_idx_email_lockstep_invalid;

CREATE INDEX CONCURRENTLY IF NOT EXISTS users_mail_lower_idx_email ON users (lower(email));

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('users_mail_lower_idx_email')
      AND indrelid = to_regclass('users')
      AND indisvalid
      AND NOT indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY[]::text[]
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index users_mail_lower_idx_email of users is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
  END IF;
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;
