-- Lockstep plan 697c148a47a0, phase 2 of 2 (contract)
-- Call users customers: drop view users
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW users AS
SELECT id, email
FROM customers;

GRANT INSERT, SELECT, UPDATE ON users TO webshop;

COMMIT;
