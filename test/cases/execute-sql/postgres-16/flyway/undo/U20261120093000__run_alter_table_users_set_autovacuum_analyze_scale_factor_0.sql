-- Undoes V20261120093000__run_alter_table_users_set_autovacuum_analyze_scale_factor_0.sql. Rollback: exact: as its author states.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__run_alter_table_users_set_autovacuum_analyze_scale_factor_0.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

ALTER TABLE users RESET (autovacuum_analyze_scale_factor);
