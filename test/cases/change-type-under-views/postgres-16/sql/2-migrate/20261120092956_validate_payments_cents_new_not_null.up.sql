-- Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 4 of 6
-- Sums outgrow integer: validate constraint payments.payments_cents_new_not_null
-- Rollback: leaves residue: payments: validated flag of payments_cents_new_not_null.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE payments VALIDATE CONSTRAINT payments_cents_new_not_null;

COMMIT;
