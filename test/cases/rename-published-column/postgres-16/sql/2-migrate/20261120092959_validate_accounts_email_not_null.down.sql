-- Lockstep plan 73638357e4b6, phase 2 of 3 (migrate), file 3 of 3
-- Call mail email: validate constraint accounts.accounts_email_not_null
-- Rollback: leaves residue: accounts: validated flag of accounts_email_not_null.

-- Nothing to do in this direction.
