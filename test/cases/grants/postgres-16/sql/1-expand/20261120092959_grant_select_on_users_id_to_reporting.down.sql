-- Lockstep plan 4dba255af3f4, phase 1 of 2 (expand)
-- Reports read names, and nothing else: grant SELECT on users.id to reporting; grant SELECT on users.name to reporting
-- Rollback: exact.

BEGIN;

REVOKE SELECT (name) ON users FROM reporting;

REVOKE SELECT (id) ON users FROM reporting;

COMMIT;
