-- Undoes V20261120093000__drop_view_users.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_view_users.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

CREATE OR REPLACE VIEW users AS
SELECT id, email
FROM customers;

GRANT INSERT, SELECT, UPDATE ON users TO webshop;
