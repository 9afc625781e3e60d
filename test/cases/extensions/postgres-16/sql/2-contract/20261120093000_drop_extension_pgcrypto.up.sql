-- Lockstep plan 28bb4ea727c9, phase 2 of 2 (contract)
-- Search by likeness; hash in the application: drop extension pgcrypto
-- Rollback: exact.

BEGIN;

DROP EXTENSION IF EXISTS pgcrypto;

COMMIT;
