-- Undoes V20261120092959__validate_tickets_tenant_check_customer.sql. Rollback: leaves residue: tickets: validated flag of tickets_tenant_check_customer.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092959__validate_tickets_tenant_check_customer.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092959'"

-- Nothing to do in this direction.
