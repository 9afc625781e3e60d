-- Lockstep plan fd8bec429792, phase 1 of 1 (migrate), file 3 of 3
-- Number orders once a moment: attach index orders_2024_id_placed_at_idx to orders_id_placed_at_idx
-- Rollback: leaves residue: orders_2024_id_placed_at_idx stays attached to orders_id_placed_at_idx: the server has no way to detach an index.

-- Nothing to do in this direction.
