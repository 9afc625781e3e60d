-- Lockstep plan 58702593364d, phase 1 of 1 (migrate)
-- Find orders by status, newest first: create index orders_status_placed_at_idx on orders
-- Rollback: exact.

-- Runs long: connect with options=-c statement_timeout=0 -c lock_timeout=0.
-- built concurrently, so that writes go on during the build
-- Cut off? Run: DROP INDEX CONCURRENTLY IF EXISTS orders_status_placed_at_idx; then this file again.
-- By one runner only: another one that waits for golang-migrate's lock ends the build as a deadlock.
CREATE INDEX CONCURRENTLY orders_status_placed_at_idx ON orders (status, placed_at DESC);
