-- Lockstep plan 28bb4ea727c9, phase 1 of 2 (expand)
-- Search by likeness; hash in the application: create extension pg_trgm
-- Rollback: exact.

BEGIN;

DROP EXTENSION IF EXISTS pg_trgm;

COMMIT;
