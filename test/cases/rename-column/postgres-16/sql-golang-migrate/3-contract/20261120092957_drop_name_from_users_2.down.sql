-- Lockstep plan 716767827d81, phase 3 of 3 (contract)
-- Rename users.name to full_name: set not null on users.full_name; drop constraint users.users_full_name_not_null; drop trigger zz_lockstep_u…
-- Rollback: leaves residue: name comes back as the last column; name is copied back from full_name, which has all its values; name comes back…

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE users VALIDATE CONSTRAINT users_name_not_null;
