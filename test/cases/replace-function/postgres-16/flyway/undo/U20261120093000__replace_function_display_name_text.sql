-- Undoes V20261120093000__replace_function_display_name_text.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__replace_function_display_name_text.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

CREATE OR REPLACE FUNCTION display_name(given text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
BEGIN
  RETURN upper(given);
END
$function$;
