-- Undoes V20261120093000__revoke_select_on_users_from_reporting.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__revoke_select_on_users_from_reporting.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

GRANT SELECT ON users TO reporting;
