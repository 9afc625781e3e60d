-- Lockstep plan d8162a69ab39, phase 1 of 4 (expand), file 1 of 2
-- No order is held any more: create enum order_status_new; add column orders.status_new; set default of orders.status_new; set comment of col…
-- Rollback: exact: the copy holds nothing of its own.

SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
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

-- the labels as they should be, under another name for now
DO $lockstep$
BEGIN
  IF (ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(quote_ident(current_schema()) || '.order_status_new') ORDER BY enumsortorder) = ARRAY['new', 'paid', 'sent']
  AND to_regtype(quote_ident(current_schema()) || '.order_status_new') IS NOT NULL) IS NOT TRUE THEN
    EXECUTE $statement$CREATE TYPE order_status_new AS ENUM ('new', 'paid', 'sent')$statement$;
  END IF;
END
$lockstep$;

COMMENT ON TYPE order_status_new IS 'How far an order is';

GRANT USAGE ON TYPE order_status_new TO shop;

-- without value: no row is touched
ALTER TABLE orders ADD COLUMN IF NOT EXISTS status_new order_status_new;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('orders')
      AND attname = 'status_new'
      AND NOT attisdropped
      AND atttypid = to_regtype('order_status_new')
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column status_new of orders was there already and is not order_status_new. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

ALTER TABLE orders ALTER COLUMN status_new SET DEFAULT 'new';

COMMENT ON COLUMN orders.status_new IS 'Where it stands';

GRANT SELECT (status_new), UPDATE (status_new) ON orders TO courier;

-- what is written to one is in the other
CREATE OR REPLACE FUNCTION zz_lockstep_orders_status() RETURNS trigger
LANGUAGE plpgsql
AS $lockstep$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status_new IS DISTINCT FROM ('new')::order_status_new THEN
      IF NOT (NEW.status IS DISTINCT FROM ('new')::order_status) OR NEW.status_new IS DISTINCT FROM ((CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new)::order_status_new THEN
        NEW.status := NEW.status_new::text::order_status;
      END IF;
    ELSE
      NEW.status_new := (CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new;
    END IF;
  ELSE
    IF NEW.status_new IS DISTINCT FROM OLD.status_new THEN
      IF NEW.status_new IS DISTINCT FROM ((CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new)::order_status_new THEN
        NEW.status := NEW.status_new::text::order_status;
      END IF;
    ELSIF NEW.status IS DISTINCT FROM OLD.status THEN
      NEW.status_new := (CASE NEW.status::text WHEN 'held' THEN 'paid' ELSE NEW.status::text END)::order_status_new;
    END IF;
  END IF;
  RETURN NEW;
END
$lockstep$;

CREATE OR REPLACE TRIGGER zz_lockstep_orders_status
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_orders_status();
