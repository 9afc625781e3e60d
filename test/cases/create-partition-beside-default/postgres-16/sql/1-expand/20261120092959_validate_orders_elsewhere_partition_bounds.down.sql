-- Lockstep plan 13a743e9fa50, phase 1 of 1 (expand), file 2 of 3
-- Give Europe its own orders: validate constraint orders_elsewhere.orders_elsewhere_partition_bounds
-- Rollback: leaves residue: orders_elsewhere: validated flag of orders_elsewhere_partition_bounds.

-- Nothing to do in this direction.
