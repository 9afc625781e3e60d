-- Undoes V20261120093000__drop_trigger_stamp_nickname_of_users.sql. Rollback: leaves residue: nickname stays character varying(120), which holds all that character varying(40) holds: narrowing it would rewri…
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_trigger_stamp_nickname_of_users.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

-- Nothing to do in this direction.
