# Lockstep plan c1cf74a1f3e6, phase 1 of 2 (migrate)
# Tie orders to customers: create index orders_customer_id_idx on orders
# Rollback: exact.
class CreateOrdersCustomerIdIdx < ActiveRecord::Migration[8.1]
  disable_ddl_transaction!

  def up
    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # Clears away what a run that was stopped may have left.
    execute <<~SQL
      DO $lockstep$
      BEGIN
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_customer_id_idx') AND NOT indisvalid) THEN
          WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('orders')) LOOP
            PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
            COMMIT; -- and waits for old snapshots, this one's too
          END LOOP;
          IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_customer_id_idx') AND NOT indisvalid) THEN
            ALTER INDEX orders_customer_id_idx RENAME TO orders_customer_id_idx_lockstep_invalid;
          END IF;
        END IF;
      END
      $lockstep$
    SQL

    execute "DROP INDEX CONCURRENTLY IF EXISTS orders_customer_id_idx_lockstep_invalid"

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('orders_customer_id_idx')
          AND indrelid = to_regclass('orders')
          AND indisvalid
          AND NOT indisunique
          AND indpred IS NULL
          AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer_id']
      )
    SQL
      # built concurrently, so that writes go on during the build
      add_index :orders, :customer_id, name: "orders_customer_id_idx", algorithm: :concurrently
    end

    limits.each { |limit| execute limit }
  end

  def down
    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # dropped concurrently: no query waits behind it
    execute "DROP INDEX CONCURRENTLY IF EXISTS orders_customer_id_idx"

    limits.each { |limit| execute limit }
  end
end
