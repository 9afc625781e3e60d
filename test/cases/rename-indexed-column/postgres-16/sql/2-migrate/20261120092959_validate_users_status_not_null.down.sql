-- Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 10 of 10
-- Rename users.mail and users.state: validate constraint users.users_status_not_null
-- Rollback: leaves residue: users: validated flag of users_status_not_null.

-- Nothing to do in this direction.
