-- Lockstep plan f4739f33db93, phase 3 of 3 (contract)
-- Tenants are customers: drop statistics tickets_by_tenant of tickets; drop trigger announce_move of tickets; drop policy own_tenant of ticke…
-- Rollback: leaves residue: tenant comes back as the last column; tenant is copied back from customer, which has all its values; tenant comes…

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
  IF to_regclass('tickets') IS NOT NULL THEN LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; END IF;
  SET LOCAL lock_timeout = 0;
EXCEPTION WHEN lock_not_available THEN
  who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('tickets') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
  RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT (EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('tickets')
    AND attname = 'tenant'
    AND NOT attisdropped
)
    AND EXISTS (
  SELECT FROM pg_attribute
  WHERE attrelid = to_regclass('tickets')
    AND attname = 'customer'
    AND NOT attisdropped
)) THEN
    RETURN; -- has run before
  END IF;
  IF (NOT EXISTS (SELECT FROM tickets WHERE customer IS DISTINCT FROM tenant)) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Tenants are customers" must not run yet. ', (SELECT count(*) FROM tickets WHERE customer IS DISTINCT FROM tenant), ' rows of tickets lack customer. Nothing was changed. Finish V20261120092954__backfill_tickets_customer, then retry. Urgent release? Leave this file out; it is safe to ship later.');
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
  IF to_regclass('tickets') IS NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('tickets') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY tickets IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep$;

-- it comes back in this transaction, on the new name
DROP STATISTICS IF EXISTS tickets_by_tenant;

-- it comes back in this transaction, on the new name
DROP TRIGGER IF EXISTS announce_move ON tickets;

-- it comes back in this transaction, on the new name
DROP POLICY IF EXISTS own_tenant ON tickets;

-- it comes back in this transaction, on the new name
DROP POLICY IF EXISTS no_demo ON tickets;

-- it comes back in this transaction, on the new name
DO $lockstep$
BEGIN
  IF (to_regclass('busy_tenants') IS NULL) IS NOT TRUE THEN
    DROP VIEW IF EXISTS busy_tenants;
  END IF;
END
$lockstep$;

-- it comes back in this transaction, on the new name
DO $lockstep$
BEGIN
  IF (to_regclass('ticket_counts') IS NULL) IS NOT TRUE THEN
    DROP VIEW IF EXISTS ticket_counts;
  END IF;
END
$lockstep$;

-- proven by the validated check: no row is read
ALTER TABLE tickets ALTER COLUMN customer SET NOT NULL;

-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE tickets DROP CONSTRAINT IF EXISTS tickets_customer_not_null;

-- one version is left
DROP TRIGGER IF EXISTS zz_lockstep_tickets_customer ON tickets;

DROP FUNCTION IF EXISTS zz_lockstep_tickets_customer();

-- nobody reads or writes it any more
ALTER TABLE tickets DROP COLUMN IF EXISTS tenant;

DO $lockstep$
BEGIN
  IF ((to_regclass('tickets_tenant_subject_idx') IS NOT NULL AND to_regclass('tickets_tenant_subject_idx_customer') IS NULL)
    OR (to_regclass(quote_ident(current_schema()) || '.tickets_tenant_subject_idx') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.tickets_tenant_subject_idx_customer') IS NULL)) IS NOT TRUE THEN
    ALTER INDEX tickets_tenant_subject_idx_customer RENAME TO tickets_tenant_subject_idx;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('tickets')
      AND conname = 'tickets_tenant_check'
  )
  AND NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('tickets')
      AND conname = 'tickets_tenant_check_customer'
  )) IS NOT TRUE THEN
    ALTER TABLE tickets RENAME CONSTRAINT tickets_tenant_check_customer TO tickets_tenant_check;
  END IF;
END
$lockstep$;

CREATE OR REPLACE VIEW ticket_counts AS
SELECT customer AS tenant, count(*) AS tickets FROM tickets GROUP BY customer;

COMMENT ON VIEW ticket_counts IS 'For the invoice';

GRANT SELECT ON ticket_counts TO reporting;

CREATE OR REPLACE VIEW busy_tenants AS
SELECT tenant FROM ticket_counts WHERE tickets > 100;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_policy
    WHERE polrelid = to_regclass('tickets')
      AND polname = 'own_tenant'
      AND polcmd = '*'
      AND polpermissive
  ) THEN
    EXECUTE $statement$CREATE POLICY own_tenant ON tickets TO PUBLIC USING (customer = CURRENT_USER)$statement$;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_policy
    WHERE polrelid = to_regclass('tickets')
      AND polname = 'no_demo'
      AND polcmd = 'd'
      AND NOT polpermissive
  ) THEN
    EXECUTE $statement$CREATE POLICY no_demo ON tickets AS RESTRICTIVE FOR DELETE TO helpdesk USING (customer <> 'demo')$statement$;
  END IF;
END
$lockstep$;

COMMENT ON POLICY no_demo ON tickets IS 'The demo stays';

CREATE OR REPLACE TRIGGER announce_move AFTER UPDATE OF customer ON tickets FOR EACH ROW WHEN (OLD.customer IS DISTINCT FROM NEW.customer) EXECUTE FUNCTION announce_move();

COMMENT ON TRIGGER announce_move ON tickets IS 'Both tenants hear of it';

CREATE STATISTICS IF NOT EXISTS tickets_by_tenant ON customer, subject FROM tickets;
