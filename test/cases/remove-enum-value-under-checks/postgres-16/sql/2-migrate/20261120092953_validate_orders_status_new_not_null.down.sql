-- Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 4 of 7
-- No order is held any more: validate constraint orders.orders_status_new_not_null
-- Rollback: leaves residue: orders: validated flag of orders_status_new_not_null.

-- Nothing to do in this direction.
