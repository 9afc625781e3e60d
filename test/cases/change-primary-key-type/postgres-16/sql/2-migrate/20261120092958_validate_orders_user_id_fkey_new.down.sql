-- Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 6 of 6
-- Make users.id a bigint: validate constraint orders.orders_user_id_fkey_new
-- Rollback: leaves residue: orders: validated flag of orders_user_id_fkey_new.

-- Nothing to do in this direction.
