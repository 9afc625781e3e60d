-- Lockstep plan f05b69c8171e, phase 1 of 1 (expand), file 2 of 3
-- Give Europe its own orders: validate constraint orders_elsewhere.orders_elsewhere_partition_bounds
-- Rollback: leaves residue: orders_elsewhere: validated flag of orders_elsewhere_partition_bounds.

-- Nothing to do in this direction.
