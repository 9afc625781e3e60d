-- Lockstep plan d479a9215aaf, phase 4 of 4 (contract), file 2 of 2
-- No order is held any more: drop enum order_status; rename type order_status_new to order_status
-- Rollback: exact.

BEGIN;

DO $lockstep$
BEGIN
  IF (to_regtype(quote_ident(current_schema()) || '.order_status_new') IS NOT NULL) IS NOT TRUE THEN
    ALTER TYPE order_status RENAME TO order_status_new;
  END IF;
END
$lockstep$;

DO $lockstep$
BEGIN
  IF (ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(quote_ident(current_schema()) || '.order_status') ORDER BY enumsortorder) = ARRAY['new', 'paid', 'held', 'sent']
  AND to_regtype(quote_ident(current_schema()) || '.order_status') IS NOT NULL) IS NOT TRUE THEN
    EXECUTE $statement$CREATE TYPE order_status AS ENUM ('new', 'paid', 'held', 'sent')$statement$;
  END IF;
END
$lockstep$;

COMMIT;
