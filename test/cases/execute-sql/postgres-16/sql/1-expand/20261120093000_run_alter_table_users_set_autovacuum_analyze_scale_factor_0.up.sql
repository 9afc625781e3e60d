-- Lockstep plan 3314e16caaa9, phase 1 of 1 (expand)
-- Keep statistics of names fresh: run ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.…
-- Rollback: exact: as its author states.

BEGIN;

SET LOCAL lock_timeout = 0;

SET LOCAL statement_timeout = 0;

ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.01);

COMMIT;
