-- Undoes V20261120092953__validate_users_email_not_null.sql. Rollback: leaves residue: users: validated flag of users_email_not_null.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092953__validate_users_email_not_null.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092953'"

-- Nothing to do in this direction.
