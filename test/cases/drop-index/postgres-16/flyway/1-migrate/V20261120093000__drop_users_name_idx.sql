-- Lockstep plan e77d75b5c428, phase 1 of 1 (migrate)
-- Drop an unused index: drop index users_name_idx of users
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
DROP INDEX CONCURRENTLY IF EXISTS users_name_idx;

RESET lock_timeout;

RESET statement_timeout;
