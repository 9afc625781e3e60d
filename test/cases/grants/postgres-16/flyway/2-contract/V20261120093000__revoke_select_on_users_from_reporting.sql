-- Lockstep plan caf677871ac5, phase 2 of 2 (contract)
-- Reports read names, and nothing else: revoke SELECT on users from reporting
-- Rollback: exact.

REVOKE SELECT ON users FROM reporting;
