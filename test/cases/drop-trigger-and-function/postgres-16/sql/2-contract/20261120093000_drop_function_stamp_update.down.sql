-- Lockstep plan d782b0ce579e, phase 2 of 2 (contract)
-- The application stamps its updates itself: drop function stamp_update()
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE FUNCTION stamp_update()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$function$;

COMMIT;
