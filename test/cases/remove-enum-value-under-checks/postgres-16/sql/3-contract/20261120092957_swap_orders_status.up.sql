-- Lockstep plan d8162a69ab39, phase 3 of 4 (contract), file 1 of 2
-- No order is held any more: swap orders.status with its copy status_new, and all that hangs on it (15 catalog-only statements)
-- Rollback: leaves residue: the check comes back unproven until it is dropped.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE who text;
BEGIN
  SET LOCAL lock_timeout = '10s';
  -- other migrations wait here; reads and writes go on
  IF to_regclass('orders') IS NOT NULL THEN LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; END IF;
  SET LOCAL lock_timeout = 0;
EXCEPTION WHEN lock_not_available THEN
  who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('orders') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
  RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT (EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('orders')
    AND attname = 'status_new'
    AND NOT attisdropped
)) THEN
    RETURN; -- has run before
  END IF;
  IF (NOT EXISTS (SELECT FROM orders WHERE status_new IS DISTINCT FROM ((CASE status::text WHEN 'held' THEN 'paid' ELSE status::text END)::order_status_new))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "No order is held any more" must not run yet. ', (SELECT count(*) FROM orders WHERE status_new IS DISTINCT FROM ((CASE status::text WHEN 'held' THEN 'paid' ELSE status::text END)::order_status_new)), ' rows of orders differ in status_new. Nothing was changed. Finish 20261120092956_backfill_histories_steps_new, then retry. Urgent release? Leave this file out; it is safe to ship later.');
  END IF;
END
$lockstep$;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
BEGIN
  IF EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('orders')
    AND attname = 'status'
    AND NOT attisdropped
)
AND NOT EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('orders')
    AND attname = 'status_new'
    AND NOT attisdropped
) THEN RETURN; END IF; -- has run before
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

-- proven by the validated check: no row is read
DO $lockstep1$
BEGIN
  IF EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('orders')
      AND attname = 'status'
      AND NOT attisdropped
  )
  AND NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('orders')
      AND attname = 'status_new'
      AND NOT attisdropped
  ) THEN
    RETURN; -- has run before
  END IF;
  ALTER TABLE orders ALTER COLUMN status_new SET NOT NULL;
  -- the check has done its work; a statement of its own, or the proof would be gone before it is used
  ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_status_new_not_null;
  -- the names are about to change sides
  DROP POLICY IF EXISTS couriers_send ON orders;
  DROP VIEW IF EXISTS open_orders;
  DROP TRIGGER IF EXISTS zz_lockstep_orders_status ON orders;
  DROP FUNCTION IF EXISTS zz_lockstep_orders_status();
  ALTER TABLE orders RENAME COLUMN status TO status_old;
  ALTER TABLE orders RENAME COLUMN status_new TO status;
  ALTER INDEX orders_open_idx RENAME TO orders_open_idx_old;
  ALTER INDEX orders_open_idx_status_new RENAME TO orders_open_idx;
  ALTER TABLE orders RENAME CONSTRAINT orders_sent_check TO orders_sent_check_old;
  ALTER TABLE orders RENAME CONSTRAINT orders_sent_check_status_new TO orders_sent_check;
  ALTER TABLE orders ALTER COLUMN status_old DROP NOT NULL;
  EXECUTE $statement$CREATE OR REPLACE FUNCTION zz_lockstep_orders_status() RETURNS trigger
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
$lockstep$$statement$;
  EXECUTE $statement$CREATE OR REPLACE TRIGGER zz_lockstep_orders_status
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_orders_status()$statement$;
  EXECUTE $statement$CREATE OR REPLACE VIEW open_orders AS
SELECT id, status FROM orders WHERE status <> 'sent'::order_status_new$statement$;
  GRANT SELECT ON open_orders TO shop;
  EXECUTE $statement$CREATE POLICY couriers_send ON orders TO courier USING (status = 'paid'::order_status_new)$statement$;
END
$lockstep1$;

COMMIT;
