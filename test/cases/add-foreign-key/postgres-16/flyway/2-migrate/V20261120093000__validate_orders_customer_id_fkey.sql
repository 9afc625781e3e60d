-- Lockstep plan c1cf74a1f3e6, phase 2 of 2 (migrate), file 2 of 2
-- Tie orders to customers: validate constraint orders.orders_customer_id_fkey
-- Rollback: leaves residue: orders: validated flag of orders_customer_id_fkey.

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
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;
