-- Lockstep plan 78533ee85858, phase 1 of 4 (expand)
-- Channels become an enum: create enum channel; add column orders.channel_new; set default of orders.channel_new; create trigger zz_lockstep_…
-- Rollback: exact: the copy holds nothing of its own.

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

DO $lockstep$
BEGIN
  IF (ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(quote_ident(current_schema()) || '.channel') ORDER BY enumsortorder) = ARRAY['web', 'phone', 'other']
  AND to_regtype(quote_ident(current_schema()) || '.channel') IS NOT NULL) IS NOT TRUE THEN
    EXECUTE $statement$CREATE TYPE channel AS ENUM ('web', 'phone', 'other')$statement$;
  END IF;
END
$lockstep$;

-- without value: no row is touched
ALTER TABLE orders ADD COLUMN IF NOT EXISTS channel_new channel;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('orders')
      AND attname = 'channel_new'
      AND NOT attisdropped
      AND atttypid = to_regtype('channel')
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column channel_new of orders was there already and is not channel. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

ALTER TABLE orders ALTER COLUMN channel_new SET DEFAULT 'web';

-- what is written to one is in the other
CREATE OR REPLACE FUNCTION zz_lockstep_orders_channel() RETURNS trigger
LANGUAGE plpgsql
AS $lockstep$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.channel_new IS DISTINCT FROM ('web')::channel THEN
      IF NOT (NEW.channel IS DISTINCT FROM ('web')::text) OR NEW.channel_new IS DISTINCT FROM (CASE WHEN NEW.channel IN ('web', 'phone') THEN NEW.channel::channel ELSE 'other'::channel END)::channel THEN
        NEW.channel := NEW.channel_new::text;
      END IF;
    ELSE
      NEW.channel_new := CASE WHEN NEW.channel IN ('web', 'phone') THEN NEW.channel::channel ELSE 'other'::channel END;
    END IF;
  ELSE
    IF NEW.channel_new IS DISTINCT FROM OLD.channel_new THEN
      IF NEW.channel_new IS DISTINCT FROM (CASE WHEN NEW.channel IN ('web', 'phone') THEN NEW.channel::channel ELSE 'other'::channel END)::channel THEN
        NEW.channel := NEW.channel_new::text;
      END IF;
    ELSIF NEW.channel IS DISTINCT FROM OLD.channel THEN
      NEW.channel_new := CASE WHEN NEW.channel IN ('web', 'phone') THEN NEW.channel::channel ELSE 'other'::channel END;
    END IF;
  END IF;
  RETURN NEW;
END
$lockstep$;

CREATE OR REPLACE TRIGGER zz_lockstep_orders_channel
  BEFORE INSERT OR UPDATE ON orders
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_orders_channel();

COMMIT;
