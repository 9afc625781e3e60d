-- Lockstep plan 9471e3e0d7df, phase 1 of 2 (expand)
-- Let the customer index serve the newest orders: rename index orders_customer_idx to orders_customer_idx_old
-- Rollback: exact.

BEGIN;

DO $lockstep$
BEGIN
  IF ((to_regclass('orders_customer_idx') IS NOT NULL AND to_regclass('orders_customer_idx_old') IS NULL)
    OR (to_regclass(quote_ident(current_schema()) || '.orders_customer_idx') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.orders_customer_idx_old') IS NULL)) IS NOT TRUE THEN
    ALTER INDEX orders_customer_idx_old RENAME TO orders_customer_idx;
  END IF;
END
$lockstep$;

COMMIT;
