-- Undoes V20261120092958__validate_users_name_check_full_name.sql. Rollback: leaves residue: users: validated flag of users_name_check_full_name.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092958__validate_users_name_check_full_name.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092958'"

-- Nothing to do in this direction.
