-- Undoes V20261120092958__drop_not_null_from_users_legacy_code.sql. Rollback: leaves residue: legacy_code stays optional, which old code does not see; make it required again once no row lacks a value.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092958__drop_not_null_from_users_legacy_code.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092958'"

-- Nothing to do in this direction.
