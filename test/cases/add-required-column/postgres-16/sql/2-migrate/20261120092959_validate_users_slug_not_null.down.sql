-- Lockstep plan a71a47ffcd7b, phase 2 of 2 (migrate), file 3 of 4
-- Give every user a slug: validate constraint users.users_slug_not_null
-- Rollback: leaves residue: users: validated flag of users_slug_not_null.

-- Nothing to do in this direction.
