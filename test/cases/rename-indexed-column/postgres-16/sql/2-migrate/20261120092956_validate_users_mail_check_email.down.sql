-- Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 7 of 10
-- Rename users.mail and users.state: validate constraint users.users_mail_check_email
-- Rollback: leaves residue: users: validated flag of users_mail_check_email.

-- Nothing to do in this direction.
