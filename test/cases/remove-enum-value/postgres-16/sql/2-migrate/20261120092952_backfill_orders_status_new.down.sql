-- Lockstep plan d479a9215aaf, phase 2 of 4 (migrate), file 1 of 5
-- No order is held any more: backfill orders.status_new
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
