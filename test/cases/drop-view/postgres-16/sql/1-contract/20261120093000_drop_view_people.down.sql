-- Lockstep plan 9b6aa0e2c593, phase 1 of 1 (contract)
-- Drop a view nobody reads: drop view people
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW people AS
SELECT id, name FROM users;

COMMIT;
