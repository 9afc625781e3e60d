-- Lockstep plan 78533ee85858, phase 2 of 4 (migrate), file 1 of 3
-- Channels become an enum: backfill orders.channel_new
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
