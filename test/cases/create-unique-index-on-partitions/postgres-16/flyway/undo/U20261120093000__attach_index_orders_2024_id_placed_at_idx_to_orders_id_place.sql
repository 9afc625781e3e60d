-- Undoes V20261120093000__attach_index_orders_2024_id_placed_at_idx_to_orders_id_place.sql. Rollback: leaves residue: orders_2024_id_placed_at_idx stays attached to orders_id_placed_at_idx: the server has no way to detach an index.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__attach_index_orders_2024_id_placed_at_idx_to_orders_id_place.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

-- Nothing to do in this direction.
