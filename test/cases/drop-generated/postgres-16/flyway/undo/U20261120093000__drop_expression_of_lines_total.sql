-- Undoes V20261120093000__drop_expression_of_lines_total.sql. Rollback: irreversible: the server cannot turn a plain column into a generated one.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_expression_of_lines_total.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

DO $lockstep$
BEGIN
  IF (false) IS NOT TRUE THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: "drop expression of lines.total" cannot be rolled back: the server cannot turn a plain column into a generated one. Nothing was changed.';
  END IF;
END
$lockstep$;
