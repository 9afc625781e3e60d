-- Lockstep plan 08a54efbb07f, phase 1 of 1 (migrate)
-- Find orders by status, newest first: create index orders_status_placed_at_idx on orders
-- Rollback: exact.

-- Runs long: connect with options=-c statement_timeout=0 -c lock_timeout=0.
DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_index
    WHERE indexrelid = to_regclass('orders_status_placed_at_idx')
      AND indrelid = to_regclass('orders')
      AND indisvalid
      AND NOT indisunique
      AND indpred IS NULL
      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['status', 'placed_at']
  ) THEN
    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index orders_status_placed_at_idx of orders is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
  END IF;
END
$lockstep$;
