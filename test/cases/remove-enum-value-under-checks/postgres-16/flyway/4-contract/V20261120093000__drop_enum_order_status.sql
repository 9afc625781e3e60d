-- Lockstep plan d8162a69ab39, phase 4 of 4 (contract), file 2 of 2
-- No order is held any more: drop enum order_status; rename type order_status_new to order_status
-- Rollback: exact.

DO $lockstep$
BEGIN
  IF (to_regtype('order_status') IS NOT NULL AND to_regtype('order_status_new') IS NULL)
    OR (to_regtype(quote_ident(current_schema()) || '.order_status') IS NOT NULL AND to_regtype(quote_ident(current_schema()) || '.order_status_new') IS NULL) THEN
    RETURN; -- has run before
  END IF;
  DROP TYPE IF EXISTS order_status;
  ALTER TYPE order_status_new RENAME TO order_status;
END
$lockstep$;
