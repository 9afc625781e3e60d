-- Undoes V20261120093000__drop_statistics_tickets_by_tenant_of_tickets.sql. Rollback: leaves residue: tenant comes back as the last column; tenant is copied back from customer, which has all its values; tenant comes…
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_statistics_tickets_by_tenant_of_tickets.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

BEGIN;

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

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('tickets')
      AND conname = 'tickets_tenant_check_customer'
  ) THEN
    ALTER TABLE tickets RENAME CONSTRAINT tickets_tenant_check TO tickets_tenant_check_customer;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (to_regclass(quote_ident(current_schema()) || '.tickets_tenant_subject_idx_customer') IS NOT NULL) IS NOT TRUE THEN
    ALTER INDEX tickets_tenant_subject_idx RENAME TO tickets_tenant_subject_idx_customer;
  END IF;
END
$lockstep$;

ALTER TABLE tickets ADD COLUMN IF NOT EXISTS tenant text;

COMMENT ON COLUMN tickets.tenant IS 'Whose ticket it is';

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('tickets')
      AND attname = 'tenant'
      AND NOT attisdropped
      AND format_type(atttypid, atttypmod) = 'text'
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column tenant of tickets was there already and is not text. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

CREATE OR REPLACE FUNCTION zz_lockstep_tickets_customer() RETURNS trigger
LANGUAGE plpgsql
AS $lockstep$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.customer IS NOT NULL THEN
      NEW.tenant := NEW.customer;
    ELSE
      NEW.customer := NEW.tenant;
    END IF;
  ELSE
    IF NEW.customer IS DISTINCT FROM OLD.customer THEN
      NEW.tenant := NEW.customer;
    ELSIF NEW.tenant IS DISTINCT FROM OLD.tenant THEN
      NEW.customer := NEW.tenant;
    END IF;
  END IF;
  RETURN NEW;
END
$lockstep$;

CREATE OR REPLACE TRIGGER zz_lockstep_tickets_customer
  BEFORE INSERT OR UPDATE ON tickets
  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_tickets_customer();

COMMIT;

SET lock_timeout = 0;

SET statement_timeout = 0;

DO $lockstep$
#variable_conflict use_column
<<lockstep>>
DECLARE
  first_key tickets.id%TYPE; last_key tickets.id%TYPE;
  more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
  one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
BEGIN
  FOR pass IN 1..3 LOOP
    SELECT id INTO first_key FROM tickets ORDER BY id LIMIT 1;
    more := FOUND;
    WHILE more LOOP
      SET LOCAL lock_timeout = '50ms';
      SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
      started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
      SELECT id INTO last_key FROM (
        SELECT id FROM tickets WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
      ) AS b ORDER BY id DESC LIMIT 1;
      EXIT WHEN NOT FOUND;
      BEGIN
        IF singly THEN
          FOR one IN SELECT id FROM tickets WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
            BEGIN
              UPDATE tickets SET tenant = customer
              WHERE id = lockstep.one.id
                AND (tenant IS DISTINCT FROM customer);
              changed := changed + FOUND::int;
            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
              here := here || concat(one.id); code := coalesce(code, SQLSTATE);
            END;
          END LOOP;
        ELSE
          UPDATE tickets SET tenant = customer
          WHERE id >= lockstep.first_key AND id <= lockstep.last_key
            AND (tenant IS DISTINCT FROM customer);
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
        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of tickets: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
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
      SELECT id INTO first_key FROM tickets WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
      more := FOUND;
      batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
      IF changed > 0 THEN
        PERFORM pg_sleep(0.01);
      END IF;
    END LOOP;
    IF unfit > 0 THEN
      RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of tickets do not fit tenant = customer (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
        CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
    END IF;
    IF NOT EXISTS (SELECT FROM tickets WHERE tenant IS DISTINCT FROM customer) THEN
      RETURN;
    END IF;
  END LOOP;
  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM tickets WHERE tenant IS DISTINCT FROM customer), ' rows of tickets still satisfy tenant IS DISTINCT FROM customer after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;

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
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('tickets_tenant_subject_idx') AND NOT indisvalid) THEN
    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('tickets')) LOOP
      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
      COMMIT; -- and waits for old snapshots, this one's too
    END LOOP;
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('tickets_tenant_subject_idx') AND NOT indisvalid) THEN
      ALTER INDEX tickets_tenant_subject_idx RENAME TO tickets_tenant_subject_idx_lockstep_invalid;
    END IF;
  END IF;
END
$lockstep$;

DROP INDEX CONCURRENTLY IF EXISTS tickets_tenant_subject_idx_lockstep_invalid;

CREATE INDEX CONCURRENTLY IF NOT EXISTS tickets_tenant_subject_idx ON tickets (tenant, subject);

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('tickets_tenant_subject_idx')
      AND indrelid = to_regclass('tickets')
      AND indisvalid
      AND NOT indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['tenant', 'subject']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index tickets_tenant_subject_idx of tickets is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
  END IF;
END
$lockstep$;

RESET lock_timeout;

RESET statement_timeout;

BEGIN;

SET LOCAL statement_timeout = '86399s';

DO $lockstep$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
  apart text := 'LOCKSTEP: this file must run as one transaction: by themselves its statements would not keep the locks that they need. Nothing was changed. psql: -1 -f FILE. goose: without NO TRANSACTION. Flyway: executeInTransaction=true.';
BEGIN
  IF current_setting('statement_timeout') <> '86399s' THEN -- what was set LOCAL is gone: each statement commits by itself
    IF current_setting('application_name') = 'psql' THEN RAISE WARNING '%', apart; PERFORM pg_terminate_backend(pg_backend_pid()); END IF; -- it would go on after an error
    RAISE EXCEPTION '%', apart; END IF;
  IF EXISTS (
  SELECT FROM pg_constraint
  WHERE conrelid = to_regclass('tickets')
    AND conname = 'tickets_tenant_not_null'
    AND contype = 'c'
) THEN RETURN; END IF; -- has run before
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

-- NOT VALID: binds new rows at once and reads no old one
DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('tickets')
      AND conname = 'tickets_tenant_not_null'
      AND contype = 'c'
  ) THEN
    ALTER TABLE tickets ADD CONSTRAINT tickets_tenant_not_null CHECK (tenant IS NOT NULL) NOT VALID;
  END IF;
END
$lockstep$;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE tickets VALIDATE CONSTRAINT tickets_tenant_not_null;

COMMIT;

BEGIN;

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

-- proven by the validated check: no row is read
ALTER TABLE tickets ALTER COLUMN tenant SET NOT NULL;

-- the check has done its work; a statement of its own, or the proof would be gone before it is used
ALTER TABLE tickets DROP CONSTRAINT IF EXISTS tickets_tenant_not_null;

-- NOT VALID: binds new rows at once and reads no old one
DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('tickets')
      AND conname = 'tickets_tenant_check'
      AND contype = 'c'
  ) THEN
    ALTER TABLE tickets ADD CONSTRAINT tickets_tenant_check CHECK (tenant <> '') NOT VALID;
  END IF;
END
$lockstep$;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE tickets VALIDATE CONSTRAINT tickets_tenant_check;

COMMIT;

BEGIN;

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

-- NOT VALID: binds new rows at once and reads no old one
DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE conrelid = to_regclass('tickets')
      AND conname = 'tickets_customer_not_null'
      AND contype = 'c'
  ) THEN
    ALTER TABLE tickets ADD CONSTRAINT tickets_customer_not_null CHECK (customer IS NOT NULL) NOT VALID;
  END IF;
END
$lockstep$;

ALTER TABLE tickets ALTER COLUMN customer DROP NOT NULL;

DROP STATISTICS IF EXISTS tickets_by_tenant;

DROP TRIGGER IF EXISTS announce_move ON tickets;

DROP POLICY IF EXISTS no_demo ON tickets;

DROP POLICY IF EXISTS own_tenant ON tickets;

DO $lockstep$
BEGIN
  IF (to_regclass('busy_tenants') IS NULL) IS NOT TRUE THEN
    DROP VIEW IF EXISTS busy_tenants;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (to_regclass('ticket_counts') IS NULL) IS NOT TRUE THEN
    DROP VIEW IF EXISTS ticket_counts;
  END IF;
END
$lockstep$;

CREATE OR REPLACE VIEW ticket_counts AS
SELECT tenant, count(*) AS tickets FROM tickets GROUP BY tenant;

COMMENT ON VIEW ticket_counts IS 'For the invoice';

GRANT SELECT ON ticket_counts TO reporting;

CREATE OR REPLACE VIEW busy_tenants AS
SELECT tenant FROM ticket_counts WHERE tickets > 100;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_policy
    WHERE polrelid = to_regclass('tickets')
      AND polname = 'no_demo'
      AND polcmd = 'd'
      AND NOT polpermissive
  ) THEN
    EXECUTE $statement$CREATE POLICY no_demo ON tickets AS RESTRICTIVE FOR DELETE TO helpdesk USING (tenant <> 'demo')$statement$;
  END IF;
END
$lockstep$;

COMMENT ON POLICY no_demo ON tickets IS 'The demo stays';

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_policy
    WHERE polrelid = to_regclass('tickets')
      AND polname = 'own_tenant'
      AND polcmd = '*'
      AND polpermissive
  ) THEN
    EXECUTE $statement$CREATE POLICY own_tenant ON tickets TO PUBLIC USING (tenant = CURRENT_USER)$statement$;
  END IF;
END
$lockstep$;

CREATE OR REPLACE TRIGGER announce_move AFTER UPDATE OF tenant, customer ON tickets FOR EACH ROW WHEN (OLD.tenant IS DISTINCT FROM NEW.tenant) EXECUTE FUNCTION announce_move();

COMMENT ON TRIGGER announce_move ON tickets IS 'Both tenants hear of it';

CREATE STATISTICS IF NOT EXISTS tickets_by_tenant ON tenant, subject FROM tickets;

COMMIT;
