-- Lockstep plan 9eb0e7ee922c, phase 2 of 2 (migrate)
-- Widen users.nickname: validate constraint users.users_nickname_check
-- Rollback: leaves residue: users: validated flag of users_nickname_check.

-- Nothing to do in this direction.
