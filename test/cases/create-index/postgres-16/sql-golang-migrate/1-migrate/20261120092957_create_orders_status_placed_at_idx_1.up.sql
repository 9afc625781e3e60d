-- Lockstep plan 08a54efbb07f, phase 1 of 1 (migrate)
-- Find orders by status, newest first: create index orders_status_placed_at_idx on orders
-- Rollback: exact.

-- Runs long: connect with options=-c statement_timeout=0 -c lock_timeout=0.
-- built concurrently, so that writes go on during the build
DO $lockstep$
BEGIN
  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_status_placed_at_idx') AND NOT indisvalid) THEN
    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('orders')) LOOP
      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
      COMMIT; -- and waits for old snapshots, this one's too
    END LOOP;
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_status_placed_at_idx') AND NOT indisvalid) THEN
      ALTER INDEX orders_status_placed_at_idx RENAME TO orders_status_placed_at_idx_lockstep_invalid;
    END IF;
  END IF;
END
$lockstep$;
