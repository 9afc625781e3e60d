-- Lockstep plan 73638357e4b6, phase 2 of 3 (migrate), file 3 of 3
-- Call mail email: validate constraint accounts.accounts_email_not_null
-- Rollback: leaves residue: accounts: validated flag of accounts_email_not_null.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE accounts VALIDATE CONSTRAINT accounts_email_not_null;

COMMIT;
