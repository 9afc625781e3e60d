-- Lockstep plan ebbe295cf195, phase 3 of 4 (contract)
-- Sums outgrow integer: swap payments.cents with its copy cents_new, and all that hangs on it (21 catalog-only statements)
-- Rollback: leaves residue: the check comes back unproven until it is dropped.

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock'))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: set flyway.group=false. An earlier migration of this transaction still holds locks that stop traffic, and this one takes long. Nothing was changed.';
  END IF;
END
$lockstep$;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

DO $lockstep$
DECLARE who text;
BEGIN
  SET LOCAL lock_timeout = '10s';
  -- other migrations wait here; reads and writes go on
  IF to_regclass('payments') IS NOT NULL THEN LOCK TABLE ONLY payments IN SHARE UPDATE EXCLUSIVE MODE; END IF;
  SET LOCAL lock_timeout = 0;
EXCEPTION WHEN lock_not_available THEN
  who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('payments') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
  RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT (EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('payments')
    AND attname = 'cents_new'
    AND NOT attisdropped
)) THEN
    RETURN; -- has run before
  END IF;
  IF (NOT EXISTS (SELECT FROM payments WHERE cents_new IS DISTINCT FROM (cents::bigint))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Sums outgrow integer" must not run yet. ', (SELECT count(*) FROM payments WHERE cents_new IS DISTINCT FROM (cents::bigint)), ' rows of payments differ in cents_new. Nothing was changed. Finish V20261120092953__backfill_payments_cents_new, then retry. Urgent release? Leave this file out; it is safe to ship later.');
  END IF;
END
$lockstep$;

SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('payments')
    AND attname = 'cents'
    AND NOT attisdropped
)
AND NOT EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('payments')
    AND attname = 'cents_new'
    AND NOT attisdropped
) THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY payments IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('payments') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY payments IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for payments: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

-- proven by the validated check: no row is read
DO $lockstep1$
BEGIN
  IF EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('payments')
      AND attname = 'cents'
      AND NOT attisdropped
  )
  AND NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('payments')
      AND attname = 'cents_new'
      AND NOT attisdropped
  ) THEN
    RETURN; -- has run before
  END IF;
  ALTER TABLE payments ALTER COLUMN cents_new SET NOT NULL;
  -- the check has done its work; a statement of its own, or the proof would be gone before it is used
  ALTER TABLE payments DROP CONSTRAINT IF EXISTS payments_cents_new_not_null;
  -- the names are about to change sides
  DROP STATISTICS IF EXISTS payments_sums;
  DROP TRIGGER IF EXISTS watch_cents ON payments;
  DROP POLICY IF EXISTS small_sums ON payments;
  DROP VIEW IF EXISTS big_tenants;
  DROP VIEW IF EXISTS turnover;
  DROP TRIGGER IF EXISTS zz_lockstep_payments_cents ON payments;
  DROP FUNCTION IF EXISTS zz_lockstep_payments_cents();
  ALTER TABLE payments RENAME COLUMN cents TO cents_old;
  ALTER TABLE payments RENAME COLUMN cents_new TO cents;
  ALTER INDEX payments_tenant_cents_idx RENAME TO payments_tenant_cents_idx_old;
  ALTER INDEX payments_tenant_cents_idx_cents_new RENAME TO payments_tenant_cents_idx;
  ALTER TABLE payments RENAME CONSTRAINT payments_cents_check TO payments_cents_check_old;
  ALTER TABLE payments RENAME CONSTRAINT payments_cents_check_cents_new TO payments_cents_check;
  ALTER TABLE payments ALTER COLUMN cents_old DROP NOT NULL;
  EXECUTE $statement$CREATE OR REPLACE FUNCTION zz_lockstep_payments_cents() RETURNS trigger
LANGUAGE plpgsql
AS $lockstep$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.cents IS NOT NULL THEN
      IF NOT (NEW.cents_old IS NOT NULL) OR NEW.cents IS DISTINCT FROM NEW.cents_old::bigint THEN
        NEW.cents_old := CASE WHEN NEW.cents BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.cents::integer END;
      END IF;
    ELSE
      NEW.cents := NEW.cents_old::bigint;
    END IF;
  ELSE
    IF NEW.cents IS DISTINCT FROM OLD.cents THEN
      IF NEW.cents IS DISTINCT FROM NEW.cents_old::bigint THEN
        NEW.cents_old := CASE WHEN NEW.cents BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.cents::integer END;
      END IF;
    ELSIF NEW.cents_old IS DISTINCT FROM OLD.cents_old THEN
      NEW.cents := NEW.cents_old::bigint;
    END IF;
  END IF;
  RETURN NEW;
END
$lockstep$$statement$;
  EXECUTE $statement$CREATE OR REPLACE TRIGGER zz_lockstep_payments_cents
  BEFORE INSERT OR UPDATE ON payments
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_payments_cents()$statement$;
  EXECUTE $statement$CREATE OR REPLACE VIEW turnover AS
SELECT tenant, sum(cents) AS cents FROM payments GROUP BY tenant$statement$;
  COMMENT ON VIEW turnover IS 'By tenant';
  GRANT SELECT ON turnover TO reporting;
  EXECUTE $statement$CREATE OR REPLACE VIEW big_tenants AS
SELECT tenant FROM turnover WHERE cents > 1000000$statement$;
  EXECUTE $statement$CREATE POLICY small_sums ON payments
  AS RESTRICTIVE
  TO clerk
  USING (cents < 100000)
  WITH CHECK (cents < 100000)$statement$;
  COMMENT ON POLICY small_sums ON payments IS 'Clerks see small sums only';
  EXECUTE $statement$CREATE OR REPLACE TRIGGER watch_cents AFTER UPDATE OF cents ON payments FOR EACH ROW WHEN (OLD.cents <> NEW.cents) EXECUTE FUNCTION watch_cents()$statement$;
  EXECUTE $statement$CREATE STATISTICS IF NOT EXISTS payments_sums ON tenant, cents FROM payments$statement$;
END
$lockstep1$;
