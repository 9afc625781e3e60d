-- Lockstep plan f05b69c8171e, phase 1 of 1 (expand), file 2 of 3
-- Give Europe its own orders: validate constraint orders_elsewhere.orders_elsewhere_partition_bounds
-- Rollback: leaves residue: orders_elsewhere: validated flag of orders_elsewhere_partition_bounds.

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
ALTER TABLE orders_elsewhere VALIDATE CONSTRAINT orders_elsewhere_partition_bounds;
