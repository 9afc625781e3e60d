-- Undoes V20261120092958__rename_index_orders_customer_idx_to_orders_customer_idx_old.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092958__rename_index_orders_customer_idx_to_orders_customer_idx_old.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092958'"

DO $lockstep$
BEGIN
  IF ((to_regclass('orders_customer_idx') IS NOT NULL AND to_regclass('orders_customer_idx_old') IS NULL)
    OR (to_regclass(quote_ident(current_schema()) || '.orders_customer_idx') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.orders_customer_idx_old') IS NULL)) IS NOT TRUE THEN
    ALTER INDEX orders_customer_idx_old RENAME TO orders_customer_idx;
  END IF;
END
$lockstep$;
