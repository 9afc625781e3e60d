-- Lockstep plan 0b45af2978fc, phase 2 of 2 (contract)
-- Tidy up the domains: drop domain zip
-- Rollback: exact.

BEGIN;

DROP DOMAIN IF EXISTS zip;

COMMIT;
