-- Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 8 of 9
-- Show the archive among the events: validate constraint events_now.events_now_partition_bounds
-- Rollback: leaves residue: events_now: validated flag of events_now_partition_bounds.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE events_now VALIDATE CONSTRAINT events_now_partition_bounds;

COMMIT;
