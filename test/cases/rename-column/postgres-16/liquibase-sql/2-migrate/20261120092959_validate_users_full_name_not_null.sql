--liquibase formatted sql
-- Lockstep plan 716767827d81, phase 2 of 3 (migrate), file 3 of 3
-- Rename users.name to full_name: validate constraint users.users_full_name_not_null
-- Lockstep: Rollback: leaves residue: users: validated flag of users_full_name_not_null.

--changeset lockstep:validate_users_full_name_not_null stripComments:false rollbackSplitStatements:false splitStatements:false
--comment validate users full name not null
SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

-- reads the old rows while reads and writes go on
ALTER TABLE users VALIDATE CONSTRAINT users_full_name_not_null;
--rollback empty
