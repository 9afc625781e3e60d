-- Undoes V20261120093000__validate_orders_customer_id_fkey.sql. Rollback: leaves residue: orders: validated flag of orders_customer_id_fkey.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__validate_orders_customer_id_fkey.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

-- Nothing to do in this direction.
