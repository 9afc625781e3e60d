-- Lockstep plan 8955beb14f2a, phase 2 of 2 (migrate), file 3 of 4
-- Give every user a public id: validate constraint users.users_public_id_not_null
-- Rollback: leaves residue: users: validated flag of users_public_id_not_null.

-- Nothing to do in this direction.
