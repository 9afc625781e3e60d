-- Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 6 of 7
-- No order is held any more: validate constraint orders.orders_sent_check_status_new
-- Rollback: leaves residue: orders: validated flag of orders_sent_check_status_new.

-- Nothing to do in this direction.
