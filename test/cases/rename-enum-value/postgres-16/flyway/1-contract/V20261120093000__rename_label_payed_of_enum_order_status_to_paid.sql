-- Lockstep plan 0f67e5135f76, phase 1 of 1 (contract)
-- Spell "paid" right: rename label payed of enum order_status to paid
-- Rollback: exact.

DO $lockstep$
BEGIN
  IF (EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'paid')
  AND NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'payed')) IS NOT TRUE THEN
    ALTER TYPE order_status RENAME VALUE 'payed' TO 'paid';
  END IF;
END
$lockstep$;
