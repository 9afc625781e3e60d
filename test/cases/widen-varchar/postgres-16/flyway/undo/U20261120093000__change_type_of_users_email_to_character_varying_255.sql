-- Undoes V20261120093000__change_type_of_users_email_to_character_varying_255.sql. Rollback: leaves residue: email stays character varying(255), which holds all that character varying(100) holds: narrowing it would rewrite…
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__change_type_of_users_email_to_character_varying_255.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

-- Nothing to do in this direction.
