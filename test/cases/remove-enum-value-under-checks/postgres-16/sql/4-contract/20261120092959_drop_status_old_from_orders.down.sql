-- Lockstep plan d8162a69ab39, phase 4 of 4 (contract), file 1 of 2
-- No order is held any more: drop trigger zz_lockstep_orders_status of orders; drop column orders.status_old; drop trigger zz_lockstep_histor…
-- Rollback: loses data: the values of histories.steps_old are gone; the values of orders.status_old are gone.
-- Point of no return: going back beyond this file cannot restore the data.

BEGIN;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
BEGIN
  IF to_regclass('histories') IS NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY histories IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('histories') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY histories IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for histories: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

ALTER TABLE histories ADD COLUMN IF NOT EXISTS steps_old order_status[];

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('histories')
      AND attname = 'steps_old'
      AND NOT attisdropped
      AND atttypid = to_regtype('order_status[]')
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column steps_old of histories was there already and is not order_status[]. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

CREATE OR REPLACE FUNCTION zz_lockstep_histories_steps() RETURNS trigger
LANGUAGE plpgsql
AS $lockstep$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.steps IS NOT NULL THEN
      IF NOT (NEW.steps_old IS NOT NULL) OR ROW(NEW.steps)::record *<> ROW((array_replace(NEW.steps_old::text[], 'held', 'paid')::order_status_new[])::order_status_new[])::record THEN
        NEW.steps_old := NEW.steps::text[]::order_status[];
      END IF;
    ELSE
      NEW.steps := array_replace(NEW.steps_old::text[], 'held', 'paid')::order_status_new[];
    END IF;
  ELSE
    IF ROW(NEW.steps)::record *<> ROW(OLD.steps)::record THEN
      IF ROW(NEW.steps)::record *<> ROW((array_replace(NEW.steps_old::text[], 'held', 'paid')::order_status_new[])::order_status_new[])::record THEN
        NEW.steps_old := NEW.steps::text[]::order_status[];
      END IF;
    ELSIF ROW(NEW.steps_old)::record *<> ROW(OLD.steps_old)::record THEN
      NEW.steps := array_replace(NEW.steps_old::text[], 'held', 'paid')::order_status_new[];
    END IF;
  END IF;
  RETURN NEW;
END
$lockstep$;

CREATE OR REPLACE TRIGGER zz_lockstep_histories_steps
  BEFORE INSERT OR UPDATE ON histories
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_histories_steps();

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
  first_key histories.id%TYPE; last_key histories.id%TYPE;
  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
  one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
BEGIN
  FOR pass IN 1..3 LOOP
    SELECT id INTO first_key FROM histories ORDER BY id LIMIT 1;
    more := FOUND;
    WHILE more LOOP
      SET LOCAL lock_timeout = '50ms';
      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
      started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
      SELECT id INTO last_key FROM (
        SELECT id FROM histories WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
      ) AS b ORDER BY id DESC LIMIT 1;
      EXIT WHEN NOT FOUND;
      BEGIN
        IF singly THEN
          FOR one IN SELECT id FROM histories WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
            BEGIN
              UPDATE histories SET steps_old = steps::text[]::order_status[]
              WHERE id = lockstep.one.id
                AND (steps_old IS DISTINCT FROM (steps::text[]::order_status[]));
              changed := changed + FOUND::int;
            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
              here := here || concat(one.id); code := coalesce(code, SQLSTATE);
            END;
          END LOOP;
        ELSE
          UPDATE histories SET steps_old = steps::text[]::order_status[]
          WHERE id >= lockstep.first_key AND id <= lockstep.last_key
            AND (steps_old IS DISTINCT FROM (steps::text[]::order_status[]));
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
        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of histories: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
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
      SELECT id INTO first_key FROM histories WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
      more := FOUND;
      batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
      IF changed > 0 THEN
        PERFORM pg_sleep(0.01);
      END IF;
    END LOOP;
    IF unfit > 0 THEN
      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of histories do not fit steps_old = steps::text[]::order_status[] (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
        CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
    END IF;
    IF NOT EXISTS (SELECT FROM histories WHERE steps_old IS DISTINCT FROM (steps::text[]::order_status[])) THEN
      RETURN;
    END IF;
  END LOOP;
  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM histories WHERE steps_old IS DISTINCT FROM (steps::text[]::order_status[])), ' rows of histories still satisfy steps_old IS DISTINCT FROM (steps::text[]::order_status[]) after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;

BEGIN;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
BEGIN
  IF to_regclass('orders') IS NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('orders') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

ALTER TABLE orders ADD COLUMN IF NOT EXISTS status_old order_status;

COMMENT ON COLUMN orders.status_old IS 'Where it stands';

GRANT SELECT (status_old), UPDATE (status_old) ON orders TO courier;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('orders')
      AND attname = 'status_old'
      AND NOT attisdropped
      AND atttypid = to_regtype('order_status')
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column status_old of orders was there already and is not order_status. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

-- NOT VALID: binds new rows at once and reads no old one
DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('orders')
      AND conname = 'orders_sent_check_old'
      AND contype = 'c'
  ) THEN
    ALTER TABLE orders
      ADD CONSTRAINT orders_sent_check_old CHECK (status_old <> 'sent'::order_status OR owner_name <> '')
      NOT VALID;
  END IF;
END
$lockstep$;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE orders VALIDATE CONSTRAINT orders_sent_check_old;

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

-- built concurrently, so that writes go on during the build
DO $lockstep$
BEGIN
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_open_idx_old') AND NOT indisvalid) THEN
    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('orders')) LOOP
      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
      COMMIT; -- and waits for old snapshots, this one's too
    END LOOP;
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_open_idx_old') AND NOT indisvalid) THEN
      ALTER INDEX orders_open_idx_old RENAME TO orders_open_idx_old_lockstep_invalid;
    END IF;
  END IF;
END
$lockstep$;

DROP INDEX CONCURRENTLY IF EXISTS orders_open_idx_old_lockstep_invalid;

CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_open_idx_old
  ON orders (owner_name)
  WHERE status_old <> 'sent'::order_status;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('orders_open_idx_old')
      AND indrelid = to_regclass('orders')
      AND indisvalid
      AND NOT indisunique
      AND indpred IS NOT NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['owner_name']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index orders_open_idx_old of orders is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
  END IF;
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;

BEGIN;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
BEGIN
  IF to_regclass('orders') IS NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('orders') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

ALTER TABLE orders ALTER COLUMN status_old SET DEFAULT 'new';

CREATE OR REPLACE FUNCTION zz_lockstep_orders_status() RETURNS trigger
LANGUAGE plpgsql
AS $lockstep$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status IS DISTINCT FROM ('new')::order_status_new THEN
      IF NOT (NEW.status_old IS DISTINCT FROM ('new')::order_status) OR NEW.status IS DISTINCT FROM ((CASE NEW.status_old::text WHEN 'held' THEN 'paid' ELSE NEW.status_old::text END)::order_status_new)::order_status_new THEN
        NEW.status_old := NEW.status::text::order_status;
      END IF;
    ELSE
      NEW.status := (CASE NEW.status_old::text WHEN 'held' THEN 'paid' ELSE NEW.status_old::text END)::order_status_new;
    END IF;
  ELSE
    IF NEW.status IS DISTINCT FROM OLD.status THEN
      IF NEW.status IS DISTINCT FROM ((CASE NEW.status_old::text WHEN 'held' THEN 'paid' ELSE NEW.status_old::text END)::order_status_new)::order_status_new THEN
        NEW.status_old := NEW.status::text::order_status;
      END IF;
    ELSIF NEW.status_old IS DISTINCT FROM OLD.status_old THEN
      NEW.status := (CASE NEW.status_old::text WHEN 'held' THEN 'paid' ELSE NEW.status_old::text END)::order_status_new;
    END IF;
  END IF;
  RETURN NEW;
END
$lockstep$;

CREATE OR REPLACE TRIGGER zz_lockstep_orders_status
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_orders_status();

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
  first_key orders.id%TYPE; last_key orders.id%TYPE;
  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
  one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
BEGIN
  FOR pass IN 1..3 LOOP
    SELECT id INTO first_key FROM orders ORDER BY id LIMIT 1;
    more := FOUND;
    WHILE more LOOP
      SET LOCAL lock_timeout = '50ms';
      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
      started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
      SELECT id INTO last_key FROM (
        SELECT id FROM orders WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
      ) AS b ORDER BY id DESC LIMIT 1;
      EXIT WHEN NOT FOUND;
      BEGIN
        IF singly THEN
          FOR one IN SELECT id FROM orders WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
            BEGIN
              UPDATE orders SET status_old = status::text::order_status
              WHERE id = lockstep.one.id
                AND (status_old IS DISTINCT FROM (status::text::order_status));
              changed := changed + FOUND::int;
            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
              here := here || concat(one.id); code := coalesce(code, SQLSTATE);
            END;
          END LOOP;
        ELSE
          UPDATE orders SET status_old = status::text::order_status
          WHERE id >= lockstep.first_key AND id <= lockstep.last_key
            AND (status_old IS DISTINCT FROM (status::text::order_status));
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
        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of orders: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
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
      SELECT id INTO first_key FROM orders WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
      more := FOUND;
      batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
      IF changed > 0 THEN
        PERFORM pg_sleep(0.01);
      END IF;
    END LOOP;
    IF unfit > 0 THEN
      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of orders do not fit status_old = status::text::order_status (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
        CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
    END IF;
    IF NOT EXISTS (SELECT FROM orders WHERE status_old IS DISTINCT FROM (status::text::order_status)) THEN
      RETURN;
    END IF;
  END LOOP;
  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM orders WHERE status_old IS DISTINCT FROM (status::text::order_status)), ' rows of orders still satisfy status_old IS DISTINCT FROM (status::text::order_status) after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;
