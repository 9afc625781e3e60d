-- Lockstep plan 89c706e00c0c, phase 1 of 1 (contract)
-- Call the type what it is, and drop its forerunner: rename type state to order_status; drop enum old_state
-- Rollback: exact.

BEGIN;

DO $lockstep$
BEGIN
  IF (ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(quote_ident(current_schema()) || '.old_state') ORDER BY enumsortorder) = ARRAY['open', 'closed']
  AND to_regtype(quote_ident(current_schema()) || '.old_state') IS NOT NULL) IS NOT TRUE THEN
    EXECUTE $statement$CREATE TYPE old_state AS ENUM ('open', 'closed')$statement$;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF ((to_regtype('state') IS NOT NULL AND to_regtype('order_status') IS NULL)
    OR (to_regtype(quote_ident(current_schema()) || '.state') IS NOT NULL AND to_regtype(quote_ident(current_schema()) || '.order_status') IS NULL)) IS NOT TRUE THEN
    ALTER TYPE order_status RENAME TO state;
  END IF;
END
$lockstep$;

COMMIT;
