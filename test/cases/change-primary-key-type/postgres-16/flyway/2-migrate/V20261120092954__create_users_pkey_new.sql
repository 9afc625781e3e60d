-- Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 2 of 6
-- Make users.id a bigint: create index users_pkey_new on users
-- Rollback: exact.
-- Needs flyway.postgresql.transactional.lock=false. If it fails: flyway repair, then migrate; it goes on where it stopped.

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid IN (18027, 18028) AND granted AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: set flyway.postgresql.transactional.lock=false. This would wait for Flyway''s own transaction for ever. Nothing was changed.';
  END IF;
END
$lockstep$;

SET lock_timeout = 0;

SET statement_timeout = 0;

-- built concurrently, so that writes go on during the build
DO $lockstep$
BEGIN
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_pkey_new') AND NOT indisvalid) THEN
    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
      COMMIT; -- and waits for old snapshots, this one's too
    END LOOP;
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_pkey_new') AND NOT indisvalid) THEN
      ALTER INDEX users_pkey_new RENAME TO users_pkey_new_lockstep_invalid;
    END IF;
  END IF;
END
$lockstep$;

DROP INDEX CONCURRENTLY IF EXISTS users_pkey_new_lockstep_invalid;

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_pkey_new ON users (id_new);

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('users_pkey_new')
      AND indrelid = to_regclass('users')
      AND indisvalid
      AND indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['id_new']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index users_pkey_new of users is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
  END IF;
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;
