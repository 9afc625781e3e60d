-- Lockstep plan eece37a3517e, phase 2 of 2 (contract)
-- Call tickets cases: drop view tickets
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE VIEW tickets WITH (security_invoker=true) AS
SELECT id, tenant, subject
FROM cases;

GRANT DELETE, INSERT, SELECT, UPDATE ON tickets TO helpdesk;

COMMIT;
