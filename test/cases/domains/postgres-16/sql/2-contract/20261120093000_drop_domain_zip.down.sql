-- Lockstep plan 0b45af2978fc, phase 2 of 2 (contract)
-- Tidy up the domains: drop domain zip
-- Rollback: exact.

BEGIN;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_type
    WHERE oid = to_regtype(quote_ident(current_schema()) || '.zip')
      AND typtype = 'd'
      AND typbasetype = to_regtype('text')
  ) THEN
    EXECUTE $statement$CREATE DOMAIN zip AS text$statement$;
  END IF;
END
$lockstep$;

COMMIT;
