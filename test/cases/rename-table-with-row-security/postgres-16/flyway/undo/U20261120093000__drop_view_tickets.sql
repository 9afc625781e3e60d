-- Undoes V20261120093000__drop_view_tickets.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_view_tickets.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

CREATE OR REPLACE VIEW tickets WITH (security_invoker=true) AS
SELECT id, tenant, subject
FROM cases;

GRANT DELETE, INSERT, SELECT, UPDATE ON tickets TO helpdesk;
