-- Undoes V20261120092956__create_users_name_city_key_full_name.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -v ON_ERROR_STOP=1 -f undo/U20261120092956__create_users_name_city_key_full_name.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092956'"

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
DROP INDEX CONCURRENTLY IF EXISTS users_name_city_key_full_name;

RESET lock_timeout;

RESET statement_timeout;
