-- Lockstep plan f6d2b95d4025, phase 2 of 2 (contract)
-- Number invoices in steps of ten: drop sequence old_numbers
-- Rollback: loses data: the position of old_numbers is gone.
-- Point of no return: going back beyond this file cannot restore the data.

BEGIN;

CREATE SEQUENCE IF NOT EXISTS old_numbers AS bigint;

DO $lockstep$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_sequence WHERE seqrelid = to_regclass('old_numbers') AND seqtypid = 'bigint'::regtype) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: old_numbers was there already and is no bigint sequence. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;

COMMIT;
