-- Lockstep plan 73638357e4b6, phase 2 of 3 (migrate), file 3 of 3
-- Call mail email: validate constraint accounts.accounts_email_not_null
-- Rollback: leaves residue: accounts: validated flag of accounts_email_not_null.

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
ALTER TABLE accounts VALIDATE CONSTRAINT accounts_email_not_null;
