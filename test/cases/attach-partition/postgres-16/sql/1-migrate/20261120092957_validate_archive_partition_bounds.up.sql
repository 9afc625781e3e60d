-- Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 6 of 9
-- Show the archive among the events: validate constraint archive.archive_partition_bounds
-- Rollback: leaves residue: archive: validated flag of archive_partition_bounds.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE archive VALIDATE CONSTRAINT archive_partition_bounds;

COMMIT;
