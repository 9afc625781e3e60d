-- Lockstep plan 4dba255af3f4, phase 1 of 2 (expand)
-- Reports read names, and nothing else: grant SELECT on users.id to reporting; grant SELECT on users.name to reporting
-- Rollback: exact.

BEGIN;

GRANT SELECT (id) ON users TO reporting;

GRANT SELECT (name) ON users TO reporting;

COMMIT;
