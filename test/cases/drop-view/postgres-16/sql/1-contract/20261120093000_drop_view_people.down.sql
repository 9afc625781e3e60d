-- Lockstep plan a0853cb8002b, phase 1 of 1 (contract)
-- Drop a view nobody reads: drop view people
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW people AS
SELECT id, name FROM users;

COMMIT;
