-- Lockstep plan 49996bc8c9e1, phase 2 of 2 (contract)
-- Totals count their orders: rename view totals to totals_old; rename view totals_new to totals; drop materialized view totals_old; rename in…
-- Rollback: exact.

BEGIN;

DO $lockstep$
BEGIN
  IF (to_regclass(quote_ident(current_schema()) || '.totals_customer_id_idx_new') IS NOT NULL) IS NOT TRUE THEN
    ALTER INDEX totals_customer_id_idx RENAME TO totals_customer_id_idx_new;
  END IF;
END
$lockstep$;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS totals_old AS
SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id
WITH DATA;

CREATE UNIQUE INDEX IF NOT EXISTS totals_customer_id_idx ON totals_old (customer_id);

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_class
    WHERE oid = to_regclass('totals_old')
      AND relkind = 'm'
      AND ARRAY(SELECT attname::text FROM unnest((SELECT array_agg(attnum ORDER BY attnum) FROM pg_attribute a WHERE a.attrelid = pg_class.oid AND a.attnum > 0)) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = pg_class.oid ORDER BY n) = ARRAY['customer_id', 'total']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: totals_old was there already and is not the materialized view wanted. Drop it, then retry.';
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('totals_customer_id_idx')
      AND indrelid = to_regclass('totals_old')
      AND indisvalid
      AND indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer_id']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index totals_customer_id_idx was there already and is invalid or not the one wanted on totals_old. Drop it, then retry.';
  END IF;
END
$lockstep$;

COMMIT;

BEGIN;

SET LOCAL statement_timeout = 0;

DO $lockstep1$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := true; held text[]; seen text[];
BEGIN
  IF to_regclass(quote_ident(current_schema()) || '.totals_new') IS NOT NULL THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('totals') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; DO $lockstep$
BEGIN
  IF (to_regclass(quote_ident(current_schema()) || '.totals_new') IS NOT NULL) IS NOT TRUE THEN
    ALTER MATERIALIZED VIEW totals RENAME TO totals_new;
  END IF;
END
$lockstep$; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for totals: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep1$;

COMMIT;

BEGIN;

SET LOCAL statement_timeout = 0;

DO $lockstep1$
DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := true; held text[]; seen text[];
BEGIN
  IF (to_regclass('totals') IS NOT NULL AND to_regclass('totals_old') IS NULL)
  OR (to_regclass(quote_ident(current_schema()) || '.totals') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.totals_old') IS NULL) THEN RETURN; END IF; -- has run before
  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
  LOOP
    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('totals_old') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
      BEGIN SET LOCAL lock_timeout = '50ms'; DO $lockstep$
BEGIN
  IF ((to_regclass('totals') IS NOT NULL AND to_regclass('totals_old') IS NULL)
    OR (to_regclass(quote_ident(current_schema()) || '.totals') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.totals_old') IS NULL)) IS NOT TRUE THEN
    ALTER MATERIALIZED VIEW totals_old RENAME TO totals;
  END IF;
END
$lockstep$; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for totals_old: ', coalesce((
      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
    seen := held; PERFORM pg_sleep(0.1); END LOOP;
END
$lockstep1$;

COMMIT;
