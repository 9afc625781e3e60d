-- Lockstep plan 208e1a2f7030, phase 1 of 1 (migrate), file 5 of 9
-- Find orders by region: attach index orders_late_here_region_id_idx to orders_late_region_id_idx
-- Rollback: leaves residue: orders_late_here_region_id_idx stays attached to orders_late_region_id_idx: the server has no way to detach an in…

-- Nothing to do in this direction.
