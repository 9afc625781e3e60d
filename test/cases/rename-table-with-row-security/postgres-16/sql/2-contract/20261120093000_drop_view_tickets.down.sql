-- Lockstep plan 1a8f551e99f0, phase 2 of 2 (contract)
-- Call tickets cases: drop view tickets
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW tickets WITH (security_invoker=true) AS
SELECT id, tenant, subject
FROM cases;

GRANT DELETE, INSERT, SELECT, UPDATE ON tickets TO helpdesk;

COMMIT;
