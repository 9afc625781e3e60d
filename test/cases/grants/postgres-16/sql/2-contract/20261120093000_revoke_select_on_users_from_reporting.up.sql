-- Lockstep plan efac3e29e20b, phase 2 of 2 (contract)
-- Reports read names, and nothing else: revoke SELECT on users from reporting
-- Rollback: exact.

BEGIN;

REVOKE SELECT ON users FROM reporting;

COMMIT;
