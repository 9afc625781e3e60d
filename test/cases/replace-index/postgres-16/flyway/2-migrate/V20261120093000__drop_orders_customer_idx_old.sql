-- Lockstep plan 9471e3e0d7df, phase 2 of 2 (migrate), file 2 of 2
-- Let the customer index serve the newest orders: drop index orders_customer_idx_old of orders
-- Rollback: exact.
-- Needs flyway.postgresql.transactional.lock=false. If it fails: flyway repair, then migrate; it goes on where it stopped.

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid IN (18027, 18028) AND granted AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: set flyway.postgresql.transactional.lock=false. This would wait for Flyway''s own transaction for ever. Nothing was changed.';
  END IF;
END
$lockstep$;

SET lock_timeout = 0;

SET statement_timeout = 0;

-- dropped concurrently: no query waits behind it
DROP INDEX CONCURRENTLY IF EXISTS orders_customer_idx_old;

RESET lock_timeout;

RESET statement_timeout;
