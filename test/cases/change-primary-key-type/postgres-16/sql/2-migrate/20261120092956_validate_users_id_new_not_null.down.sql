-- Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 4 of 6
-- Make users.id a bigint: validate constraint users.users_id_new_not_null
-- Rollback: leaves residue: users: validated flag of users_id_new_not_null.

-- Nothing to do in this direction.
