-- Lockstep plan e2d805580909, phase 1 of 1 (expand)
-- Capitalise names: replace function display_name(text)
-- Rollback: exact.

BEGIN;

CREATE OR REPLACE FUNCTION display_name(given text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
BEGIN
  RETURN initcap(given);
END
$function$;

COMMIT;
