-- Lockstep plan 4dba255af3f4, phase 2 of 2 (contract)
-- Reports read names, and nothing else: revoke SELECT on users from reporting
-- Rollback: exact.

REVOKE SELECT ON users FROM reporting;

GRANT SELECT (id) ON users TO reporting;

GRANT SELECT (name) ON users TO reporting;
