-- Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 6 of 7
-- No order is held any more: validate constraint orders.orders_sent_check_status_new
-- Rollback: leaves residue: orders: validated flag of orders_sent_check_status_new.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE orders VALIDATE CONSTRAINT orders_sent_check_status_new;

COMMIT;
