-- Lockstep plan 08a54efbb07f, phase 1 of 1 (migrate)
-- Find orders by status, newest first: create index orders_status_placed_at_idx on orders
-- Rollback: exact.

-- Nothing to do in this direction.
