-- Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 1 of 6
-- Sums outgrow integer: backfill payments.cents_new
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
