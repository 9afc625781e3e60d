-- Lockstep plan 7ee4129f112e, phase 2 of 4 (migrate), file 1 of 3
-- Channels become an enum: backfill orders.channel_new
-- Rollback: exact: the copy goes with its column.

-- Nothing to do in this direction.
