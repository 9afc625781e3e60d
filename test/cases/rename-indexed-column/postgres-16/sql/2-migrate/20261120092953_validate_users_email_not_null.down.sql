-- Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 4 of 10
-- Rename users.mail and users.state: validate constraint users.users_email_not_null
-- Rollback: leaves residue: users: validated flag of users_email_not_null.

-- Nothing to do in this direction.
