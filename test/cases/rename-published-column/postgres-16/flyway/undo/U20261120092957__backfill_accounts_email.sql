-- Undoes V20261120092957__backfill_accounts_email.sql. Rollback: exact: the copy goes with its column.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092957__backfill_accounts_email.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092957'"

-- Nothing to do in this direction.
