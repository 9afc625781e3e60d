-- Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 6 of 6
-- Sums outgrow integer: validate constraint payments.payments_cents_check_cents_new
-- Rollback: leaves residue: payments: validated flag of payments_cents_check_cents_new.

-- Nothing to do in this direction.
