-- Undoes V20261120093000__drop_extension_pgcrypto.sql. Rollback: exact.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__drop_extension_pgcrypto.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

CREATE EXTENSION IF NOT EXISTS pgcrypto;
