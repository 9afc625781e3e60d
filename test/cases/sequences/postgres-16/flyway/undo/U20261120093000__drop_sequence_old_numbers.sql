-- Undoes V20261120093000__drop_sequence_old_numbers.sql. Rollback: loses data: the position of old_numbers is gone.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_sequence_old_numbers.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

CREATE SEQUENCE IF NOT EXISTS old_numbers AS bigint;

DO $lockstep$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_sequence WHERE seqrelid = to_regclass('old_numbers') AND seqtypid = 'bigint'::regtype) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: old_numbers was there already and is no bigint sequence. Rename or drop it, then retry.';
  END IF;
END
$lockstep$;
