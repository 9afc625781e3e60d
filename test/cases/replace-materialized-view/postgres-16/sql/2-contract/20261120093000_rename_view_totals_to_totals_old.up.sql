-- Lockstep plan 49996bc8c9e1, phase 2 of 2 (contract)
-- Totals count their orders: rename view totals to totals_old; rename view totals_new to totals; drop materialized view totals_old; rename in…
-- Rollback: exact.

BEGIN;

DO $lockstep$
BEGIN
  IF (to_regclass('totals') IS NOT NULL AND to_regclass('totals_new') IS NULL)
    OR (to_regclass(quote_ident(current_schema()) || '.totals') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.totals_new') IS NULL) THEN
    RETURN; -- has run before
  END IF;
  ALTER MATERIALIZED VIEW totals RENAME TO totals_old;
  ALTER MATERIALIZED VIEW totals_new RENAME TO totals;
  DROP MATERIALIZED VIEW IF EXISTS totals_old;
  ALTER INDEX totals_customer_id_idx_new RENAME TO totals_customer_id_idx;
END
$lockstep$;

COMMIT;
