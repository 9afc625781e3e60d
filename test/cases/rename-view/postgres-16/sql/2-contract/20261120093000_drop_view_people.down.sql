-- Lockstep plan 2a293bf5c262, phase 2 of 2 (contract)
-- Call the view what it shows: drop view people
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW people AS
SELECT id, name FROM users;

COMMIT;
