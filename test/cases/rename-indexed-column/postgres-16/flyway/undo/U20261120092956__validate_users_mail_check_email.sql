-- Undoes V20261120092956__validate_users_mail_check_email.sql. Rollback: leaves residue: users: validated flag of users_mail_check_email.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092956__validate_users_mail_check_email.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092956'"

-- Nothing to do in this direction.
