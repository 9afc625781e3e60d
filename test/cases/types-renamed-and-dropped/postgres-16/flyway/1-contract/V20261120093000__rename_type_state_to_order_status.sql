-- Lockstep plan 89c706e00c0c, phase 1 of 1 (contract)
-- Call the type what it is, and drop its forerunner: rename type state to order_status; drop enum old_state
-- Rollback: exact.

DO $lockstep$
BEGIN
  IF ((to_regtype('order_status') IS NOT NULL AND to_regtype('state') IS NULL)
    OR (to_regtype(quote_ident(current_schema()) || '.order_status') IS NOT NULL AND to_regtype(quote_ident(current_schema()) || '.state') IS NULL)) IS NOT TRUE THEN
    ALTER TYPE state RENAME TO order_status;
  END IF;
END
$lockstep$;

DROP TYPE IF EXISTS old_state;
