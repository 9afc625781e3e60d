-- Lockstep plan a46eac1fbf14, phase 2 of 4 (migrate), file 4 of 8
-- Names are full names: validate constraint users.users_full_name_not_null
-- Rollback: leaves residue: users: validated flag of users_full_name_not_null.

-- Nothing to do in this direction.
