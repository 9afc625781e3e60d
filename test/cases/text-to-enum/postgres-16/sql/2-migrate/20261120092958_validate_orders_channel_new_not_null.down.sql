-- Lockstep plan 78533ee85858, phase 2 of 4 (migrate), file 3 of 3
-- Channels become an enum: validate constraint orders.orders_channel_new_not_null
-- Rollback: leaves residue: orders: validated flag of orders_channel_new_not_null.

-- Nothing to do in this direction.
