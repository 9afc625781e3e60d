-- Lockstep plan 40c2ee17d0c4, phase 2 of 2 (contract)
-- Tidy up the domains: drop domain zip
-- Rollback: exact.

DROP DOMAIN IF EXISTS zip;
