-- Lockstep plan c1cf74a1f3e6, phase 1 of 2 (migrate)
-- Tie orders to customers: create index orders_customer_id_idx on orders
-- Rollback: exact.

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

-- dropped concurrently: no query waits behind it
DROP INDEX CONCURRENTLY IF EXISTS orders_customer_id_idx;

RESET lock_timeout;

RESET statement_timeout;
