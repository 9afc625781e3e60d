-- Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 7 of 7
-- No order is held any more: backfill histories.steps_new
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
