-- Lockstep plan f05b69c8171e, phase 1 of 1 (expand), file 2 of 3
-- Give Europe its own orders: validate constraint orders_elsewhere.orders_elsewhere_partition_bounds
-- Rollback: leaves residue: orders_elsewhere: validated flag of orders_elsewhere_partition_bounds.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE orders_elsewhere VALIDATE CONSTRAINT orders_elsewhere_partition_bounds;

COMMIT;
