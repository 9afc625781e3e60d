-- Undoes V20261120092958__validate_orders_user_id_fkey_new.sql. Rollback: leaves residue: orders: validated flag of orders_user_id_fkey_new.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092958__validate_orders_user_id_fkey_new.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092958'"

-- Nothing to do in this direction.
