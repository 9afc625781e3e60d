-- Undoes V20261120092959__grant_select_on_users_id_to_reporting.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092959__grant_select_on_users_id_to_reporting.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092959'"

REVOKE SELECT (name) ON users FROM reporting;

REVOKE SELECT (id) ON users FROM reporting;
