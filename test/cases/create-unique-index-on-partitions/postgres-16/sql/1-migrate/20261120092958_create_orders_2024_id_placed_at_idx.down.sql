-- Lockstep plan fd8bec429792, phase 1 of 1 (migrate), file 1 of 3
-- Number orders once a moment: create index orders_2024_id_placed_at_idx on orders_2024
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
DROP INDEX CONCURRENTLY IF EXISTS orders_2024_id_placed_at_idx;

RESET lock_timeout;

RESET statement_timeout;
