-- Undoes V20261120093000__attach_index_orders_late_region_id_idx_to_orders_region_id_i.sql. Rollback: leaves residue: orders_late_region_id_idx stays attached to orders_region_id_idx: the server has no way to detach an index.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120093000__attach_index_orders_late_region_id_idx_to_orders_region_id_i.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120093000'"

-- Nothing to do in this direction.
