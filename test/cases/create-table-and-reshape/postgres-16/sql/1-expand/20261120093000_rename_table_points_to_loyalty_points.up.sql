-- Lockstep plan d938fbaa5876, phase 1 of 1 (expand), file 4 of 4
-- Let customers collect points: rename table points to loyalty_points
-- Rollback: exact.

BEGIN;

DO $lockstep$
BEGIN
  IF ((EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('loyalty_points') AND relkind IN ('r', 'p'))
    AND NOT EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('points') AND relkind IN ('r', 'p')))
    OR (EXISTS (
    SELECT FROM pg_class
    WHERE oid = to_regclass(quote_ident(current_schema()) || '.loyalty_points')
      AND relkind IN ('r', 'p')
  )
    AND NOT EXISTS (
    SELECT FROM pg_class
    WHERE oid = to_regclass(quote_ident(current_schema()) || '.points')
      AND relkind IN ('r', 'p')
  ))) IS NOT TRUE THEN
    ALTER TABLE points RENAME TO loyalty_points;
  END IF;
END
$lockstep$;

COMMIT;
