-- Lockstep plan 58702593364d, phase 1 of 1 (migrate)
-- Find orders by status, newest first: create index orders_status_placed_at_idx on orders
-- Rollback: exact.

-- Runs long: connect with options=-c statement_timeout=0 -c lock_timeout=0.
-- dropped concurrently: no query waits behind it
DROP INDEX CONCURRENTLY IF EXISTS orders_status_placed_at_idx;
