-- Lockstep plan c1cf74a1f3e6, phase 2 of 2 (migrate), file 2 of 2
-- Tie orders to customers: validate constraint orders.orders_customer_id_fkey
-- Rollback: leaves residue: orders: validated flag of orders_customer_id_fkey.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;

COMMIT;
