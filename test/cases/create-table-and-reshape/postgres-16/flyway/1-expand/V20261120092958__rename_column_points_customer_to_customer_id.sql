-- Lockstep plan d938fbaa5876, phase 1 of 1 (expand), file 2 of 4
-- Let customers collect points: rename column points.customer to customer_id
-- Rollback: exact.

DO $lockstep$
BEGIN
  IF (EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('points')
      AND attname = 'customer_id'
      AND NOT attisdropped
  )
  AND NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = to_regclass('points')
      AND attname = 'customer'
      AND NOT attisdropped
  )) IS NOT TRUE THEN
    ALTER TABLE points RENAME COLUMN customer TO customer_id;
  END IF;
END
$lockstep$;
