-- Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 4 of 9
-- Show the archive among the events: validate constraint archive.events_account_id_fkey
-- Rollback: leaves residue: archive: validated flag of events_account_id_fkey.

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock'))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: set flyway.group=false. An earlier migration of this transaction still holds locks that stop traffic, and this one takes long. Nothing was changed.';
  END IF;
END
$lockstep$;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE archive VALIDATE CONSTRAINT events_account_id_fkey;
