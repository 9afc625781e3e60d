-- Lockstep plan f05b69c8171e, phase 1 of 1 (expand), file 3 of 3
-- Give Europe its own orders: create table orders_europe; drop constraint orders_elsewhere.orders_elsewhere_partition_bounds
-- Rollback: loses later writes: rows written to orders_europe are gone.

SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF to_regclass('orders_elsewhere') IS NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders_elsewhere IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('orders_elsewhere') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders_elsewhere IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders_elsewhere: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

-- created beside the parent, then attached: reads and writes of the parent go on
CREATE TABLE IF NOT EXISTS orders_europe (
  id bigint NOT NULL,
  region text NOT NULL,
  placed_at timestamp with time zone NOT NULL
);

CREATE INDEX IF NOT EXISTS orders_europe_placed_at_idx ON orders_europe (placed_at);

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_inherits
    WHERE inhrelid = to_regclass('orders_europe')
      AND inhparent = to_regclass('orders')
  ) THEN
    ALTER TABLE orders ATTACH PARTITION orders_europe FOR VALUES IN ('de', 'fr');
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF ((SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('orders_europe') AND NOT attisdropped AND (
    (attname = 'id' AND format_type(atttypid, atttypmod) = 'bigint')
    OR (attname = 'region' AND format_type(atttypid, atttypmod) = 'text')
    OR (attname = 'placed_at' AND format_type(atttypid, atttypmod) = 'timestamp with time zone')
  )) = 3) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: table orders_europe was there already with other columns. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('orders_europe_placed_at_idx')
      AND indrelid = to_regclass('orders_europe')
      AND indisvalid
      AND NOT indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['placed_at']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index orders_europe_placed_at_idx was there already and is invalid or not the one wanted on orders_europe. Drop it, then retry.';
  END IF;
END
$lockstep$;

-- the check has done its work
ALTER TABLE orders_elsewhere DROP CONSTRAINT IF EXISTS orders_elsewhere_partition_bounds;
