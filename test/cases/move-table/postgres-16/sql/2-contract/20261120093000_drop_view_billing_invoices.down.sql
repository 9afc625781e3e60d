-- Lockstep plan 1479b269ce2c, phase 2 of 2 (contract)
-- Take the invoices out of billing: drop view billing.invoices
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW billing.invoices AS
SELECT id, account_id, amount
FROM invoices;

COMMIT;
