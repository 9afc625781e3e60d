-- Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 8 of 9
-- Show the archive among the events: validate constraint events_now.events_now_partition_bounds
-- Rollback: leaves residue: events_now: validated flag of events_now_partition_bounds.

-- Nothing to do in this direction.
