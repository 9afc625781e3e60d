-- Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 4 of 9
-- Show the archive among the events: validate constraint archive.events_account_id_fkey
-- Rollback: leaves residue: archive: validated flag of events_account_id_fkey.

-- Nothing to do in this direction.
