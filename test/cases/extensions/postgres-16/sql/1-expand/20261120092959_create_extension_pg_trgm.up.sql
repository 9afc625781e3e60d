-- Lockstep plan 28bb4ea727c9, phase 1 of 2 (expand)
-- Search by likeness; hash in the application: create extension pg_trgm
-- Rollback: exact.

BEGIN;

CREATE EXTENSION IF NOT EXISTS pg_trgm;

COMMIT;
