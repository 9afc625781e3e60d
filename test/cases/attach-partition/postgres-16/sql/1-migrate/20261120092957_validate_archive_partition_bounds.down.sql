-- Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 6 of 9
-- Show the archive among the events: validate constraint archive.archive_partition_bounds
-- Rollback: leaves residue: archive: validated flag of archive_partition_bounds.

-- Nothing to do in this direction.
