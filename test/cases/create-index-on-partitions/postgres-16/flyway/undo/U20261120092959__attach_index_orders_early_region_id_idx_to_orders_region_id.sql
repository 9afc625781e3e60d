-- Undoes V20261120092959__attach_index_orders_early_region_id_idx_to_orders_region_id.sql. Rollback: leaves residue: orders_early_region_id_idx stays attached to orders_region_id_idx: the server has no way to detach an index.
-- Flyway Teams: flyway undo. Community: take the V file out of the release, then
-- psql -1 -v ON_ERROR_STOP=1 -f undo/U20261120092959__attach_index_orders_early_region_id_idx_to_orders_region_id.sql \
--   -c "DELETE FROM flyway_schema_history WHERE version = '20261120092959'"

-- Nothing to do in this direction.
