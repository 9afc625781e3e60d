-- Lockstep plan 3314e16caaa9, phase 1 of 1 (expand)
-- Keep statistics of names fresh: run ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.…
-- Rollback: exact: as its author states.

DO $lockstep$
BEGIN
  IF (NOT EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock'))) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: set flyway.group=false. An earlier migration of this transaction still holds locks that stop traffic, and this one takes long. Nothing was changed.';
  END IF;
END
$lockstep$;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.01);
