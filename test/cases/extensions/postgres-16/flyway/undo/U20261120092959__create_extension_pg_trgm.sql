-- Undoes V20261120092959__create_extension_pg_trgm.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092959__create_extension_pg_trgm.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092959'"

DROP EXTENSION IF EXISTS pg_trgm;
