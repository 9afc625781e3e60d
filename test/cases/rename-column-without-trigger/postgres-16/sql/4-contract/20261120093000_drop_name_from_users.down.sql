-- Lockstep plan a46eac1fbf14, phase 4 of 4 (contract)
-- Names are full names: drop column users.name; rename index users_city_name_idx_full_name to users_city_name_idx; rename constraint users.us…
-- Rollback: leaves residue: name is copied back from full_name, which has all its values; name comes back as the last column.

BEGIN;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
BEGIN
  IF to_regclass('users') IS NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('users')
      AND conname = 'users_name_check_full_name'
  )
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_name_check')) IS NOT TRUE THEN
    ALTER TABLE users RENAME CONSTRAINT users_name_check TO users_name_check_full_name;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('users')
      AND conname = 'users_name_city_key_full_name'
  )
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_name_city_key')) IS NOT TRUE THEN
    ALTER TABLE users RENAME CONSTRAINT users_name_city_key TO users_name_city_key_full_name;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (to_regclass(quote_ident(current_schema()) || '.users_city_name_idx_full_name') IS NOT NULL) IS NOT TRUE THEN
    ALTER INDEX users_city_name_idx RENAME TO users_city_name_idx_full_name;
  END IF;
END
$lockstep$;

ALTER TABLE users ADD COLUMN IF NOT EXISTS name text;

COMMENT ON COLUMN users.name IS 'As printed on the invoice';

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('users')
      AND attname = 'name'
      AND NOT attisdropped
      AND format_type(atttypid, atttypmod) = 'text'
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column name of users was there already and is not text. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

ALTER TABLE users ALTER COLUMN name SET DEFAULT 'nobody';

COMMIT;

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

DO $lockstep$
#variable_conflict use_column
<<lockstep>>
DECLARE
  first_key users.id%TYPE; last_key users.id%TYPE;
  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
  one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
BEGIN
  FOR pass IN 1..3 LOOP
    SELECT id INTO first_key FROM users ORDER BY id LIMIT 1;
    more := FOUND;
    WHILE more LOOP
      SET LOCAL lock_timeout = '50ms';
      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
      started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
      SELECT id INTO last_key FROM (
        SELECT id FROM users WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
      ) AS b ORDER BY id DESC LIMIT 1;
      EXIT WHEN NOT FOUND;
      BEGIN
        IF singly THEN
          FOR one IN SELECT id FROM users WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
            BEGIN
              UPDATE users SET name = full_name
              WHERE id = lockstep.one.id
                AND (name IS DISTINCT FROM full_name);
              changed := changed + FOUND::int;
            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
              here := here || concat(one.id); code := coalesce(code, SQLSTATE);
            END;
          END LOOP;
        ELSE
          UPDATE users SET name = full_name
          WHERE id >= lockstep.first_key AND id <= lockstep.last_key
            AND (name IS DISTINCT FROM full_name);
          GET DIAGNOSTICS changed = ROW_COUNT;
        END IF;
        tried := 0;
      EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
        tried := tried + 1; -- the backfill gives way, never the application
      WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
        refused := true; tried := 0; -- the same rows once more, one by one, to tell which
      END;
      COMMIT;
      IF tried = 240 THEN
        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of users: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
      ELSIF tried > 0 THEN
        batch := greatest(10, batch / 2);
        PERFORM pg_sleep(0.2);
        CONTINUE;
      END IF;
      IF refused THEN
        singly := true; batch := 10;
        CONTINUE;
      ELSIF singly THEN
        unfit := unfit + cardinality(here); keys := (keys || here)[1:20]; singly := here <> '{}';
        EXIT WHEN unfit >= 1000;
      END IF;
      took := 1 + 1000 * extract(epoch FROM clock_timestamp() - started);
      SELECT id INTO first_key FROM users WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
      more := FOUND;
      batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
      IF changed > 0 THEN
        PERFORM pg_sleep(0.01);
      END IF;
    END LOOP;
    IF unfit > 0 THEN
      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of users do not fit name = full_name (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
        CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
    END IF;
    IF NOT EXISTS (SELECT FROM users WHERE name IS DISTINCT FROM full_name) THEN
      RETURN;
    END IF;
  END LOOP;
  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM users WHERE name IS DISTINCT FROM full_name), ' rows of users still satisfy name IS DISTINCT FROM full_name after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;

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
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_city_name_idx') AND NOT indisvalid) THEN
    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
      COMMIT; -- and waits for old snapshots, this one's too
    END LOOP;
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_city_name_idx') AND NOT indisvalid) THEN
      ALTER INDEX users_city_name_idx RENAME TO users_city_name_idx_lockstep_invalid;
    END IF;
  END IF;
END
$lockstep$;

DROP INDEX CONCURRENTLY IF EXISTS users_city_name_idx_lockstep_invalid;

CREATE INDEX CONCURRENTLY IF NOT EXISTS users_city_name_idx ON users (city, name);

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('users_city_name_idx')
      AND indrelid = to_regclass('users')
      AND indisvalid
      AND NOT indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['city', 'name']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index users_city_name_idx of users is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
  END IF;
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;
