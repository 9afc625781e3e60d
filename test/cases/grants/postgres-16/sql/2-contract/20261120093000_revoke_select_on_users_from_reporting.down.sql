-- Lockstep plan 4dba255af3f4, phase 2 of 2 (contract)
-- Reports read names, and nothing else: revoke SELECT on users from reporting
-- Rollback: exact.

BEGIN;

GRANT SELECT ON users TO reporting;

COMMIT;
