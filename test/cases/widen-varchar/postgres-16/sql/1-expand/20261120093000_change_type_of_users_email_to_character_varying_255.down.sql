-- Lockstep plan 290f4fd67d1d, phase 1 of 1 (expand)
-- Widen users.email: change type of users.email to character varying(255)
-- Rollback: leaves residue: email stays character varying(255), which holds all that character varying(100) holds: narrowing it would rewrite…

-- Nothing to do in this direction.
