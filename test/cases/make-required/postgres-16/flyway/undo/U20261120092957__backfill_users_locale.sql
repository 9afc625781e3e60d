-- Undoes V20261120092957__backfill_users_locale.sql. Rollback: leaves residue: rows that held NULL in locale keep the value they were given.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092957__backfill_users_locale.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092957'"

-- Nothing to do in this direction.
