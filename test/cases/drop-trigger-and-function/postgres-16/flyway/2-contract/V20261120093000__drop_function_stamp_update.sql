-- Lockstep plan d782b0ce579e, phase 2 of 2 (contract)
-- The application stamps its updates itself: drop function stamp_update()
-- Rollback: exact.

DROP FUNCTION IF EXISTS stamp_update();
