-- Lockstep plan 78533ee85858, phase 2 of 4 (migrate), file 3 of 3
-- Channels become an enum: validate constraint orders.orders_channel_new_not_null
-- Rollback: leaves residue: orders: validated flag of orders_channel_new_not_null.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE orders VALIDATE CONSTRAINT orders_channel_new_not_null;

COMMIT;
