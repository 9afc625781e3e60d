-- Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 4 of 6
-- Sums outgrow integer: validate constraint payments.payments_cents_new_not_null
-- Rollback: leaves residue: payments: validated flag of payments_cents_new_not_null.

-- Nothing to do in this direction.
