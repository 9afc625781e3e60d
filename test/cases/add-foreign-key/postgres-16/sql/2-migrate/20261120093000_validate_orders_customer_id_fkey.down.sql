-- Lockstep plan c1cf74a1f3e6, phase 2 of 2 (migrate), file 2 of 2
-- Tie orders to customers: validate constraint orders.orders_customer_id_fkey
-- Rollback: leaves residue: orders: validated flag of orders_customer_id_fkey.

-- Nothing to do in this direction.
