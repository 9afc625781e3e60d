-- Undoes V20261120092959__create_domain_url.sql. Rollback: exact: fails if rows break email_short by then.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092959__create_domain_url.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092959'"

ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_length;

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_constraint
    WHERE contypid = to_regtype('email')
      AND conname = 'email_short'
      AND contype = 'c'
  ) THEN
    ALTER DOMAIN email ADD CONSTRAINT email_short CHECK (length(VALUE) < 20);
  END IF;
END
$lockstep$;

DROP DOMAIN IF EXISTS url;
