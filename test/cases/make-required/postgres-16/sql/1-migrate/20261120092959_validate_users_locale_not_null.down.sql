-- Lockstep plan a122b78ad19a, phase 1 of 1 (migrate), file 3 of 4
-- Require users.locale: validate constraint users.users_locale_not_null
-- Rollback: leaves residue: users: validated flag of users_locale_not_null.

-- Nothing to do in this direction.
