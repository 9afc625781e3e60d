-- Undoes V20261120092959__validate_orders_elsewhere_partition_bounds.sql. Rollback: leaves residue: orders_elsewhere: validated flag of orders_elsewhere_partition_bounds.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092959__validate_orders_elsewhere_partition_bounds.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092959'"

-- Nothing to do in this direction.
