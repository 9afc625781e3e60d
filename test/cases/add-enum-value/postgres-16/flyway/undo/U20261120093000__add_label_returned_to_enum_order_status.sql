-- Undoes V20261120093000__add_label_returned_to_enum_order_status.sql. Rollback: leaves residue: a label cannot be removed; it stays unused.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__add_label_returned_to_enum_order_status.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

-- Nothing to do in this direction.
