-- Lockstep plan a46eac1fbf14, phase 2 of 4 (migrate), file 8 of 8
-- Names are full names: validate constraint users.users_name_check_full_name
-- Rollback: leaves residue: users: validated flag of users_name_check_full_name.

-- Nothing to do in this direction.
