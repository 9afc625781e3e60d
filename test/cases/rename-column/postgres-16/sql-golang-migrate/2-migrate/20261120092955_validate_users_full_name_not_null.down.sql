-- Lockstep plan 716767827d81, phase 2 of 3 (migrate), file 3 of 3
-- Rename users.name to full_name: validate constraint users.users_full_name_not_null
-- Rollback: leaves residue: users: validated flag of users_full_name_not_null.

-- Nothing to do in this direction.
