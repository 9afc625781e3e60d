-- Undoes V20261120092957__backfill_users_public_id.sql. Rollback: exact: the column goes with its own file.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092957__backfill_users_public_id.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092957'"

-- Nothing to do in this direction.
