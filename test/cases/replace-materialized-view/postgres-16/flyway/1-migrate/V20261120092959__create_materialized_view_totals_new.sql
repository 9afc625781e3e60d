-- Lockstep plan 49996bc8c9e1, phase 1 of 2 (migrate)
-- Totals count their orders: create materialized view totals_new
-- Rollback: exact.

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock'))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: set flyway.group=false. An earlier migration of this transaction still holds locks that stop traffic, and this one takes long. Nothing was changed.';
  END IF;
END
$lockstep$;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS totals_new AS
SELECT customer_id, sum(total) AS total, count(*) AS orders FROM orders GROUP BY customer_id
WITH DATA;

CREATE UNIQUE INDEX IF NOT EXISTS totals_customer_id_idx_new ON totals_new (customer_id);

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_class
    WHERE oid = to_regclass('totals_new')
      AND relkind = 'm'
      AND ARRAY(SELECT attname::text FROM unnest((SELECT array_agg(attnum ORDER BY attnum) FROM pg_attribute a WHERE a.attrelid = pg_class.oid AND a.attnum > 0)) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = pg_class.oid ORDER BY n) = ARRAY['customer_id', 'total', 'orders']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: totals_new was there already and is not the materialized view wanted. Drop it, then retry.';
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('totals_customer_id_idx_new')
      AND indrelid = to_regclass('totals_new')
      AND indisvalid
      AND indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer_id']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index totals_customer_id_idx_new was there already and is invalid or not the one wanted on totals_new. Drop it, then retry.';
  END IF;
END
$lockstep$;
