-- Undoes V20261120093000__drop_domain_zip.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_domain_zip.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_type
    WHERE oid = to_regtype(quote_ident(current_schema()) || '.zip')
      AND typtype = 'd'
      AND typbasetype = to_regtype('text')
  ) THEN
    EXECUTE $statement$CREATE DOMAIN zip AS text$statement$;
  END IF;
END
$lockstep$;
