# Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 2 of 7
# No order is held any more: create index orders_open_idx_status_new on orders
# Rollback: exact.
class CreateOrdersOpenIdxStatusNew < ActiveRecord::Migration[8.1]
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
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_open_idx_status_new') AND NOT indisvalid) THEN
          WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('orders')) LOOP
            PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
            COMMIT; -- and waits for old snapshots, this one's too
          END LOOP;
          IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_open_idx_status_new') AND NOT indisvalid) THEN
            ALTER INDEX orders_open_idx_status_new RENAME TO orders_open_idx_status_new_lockstep_invalid;
          END IF;
        END IF;
      END
      $lockstep$
    SQL

    execute "DROP INDEX CONCURRENTLY IF EXISTS orders_open_idx_status_new_lockstep_invalid"

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('orders_open_idx_status_new')
          AND indrelid = to_regclass('orders')
          AND indisvalid
          AND NOT indisunique
          AND indpred IS NOT NULL
          AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['owner_name']
      )
    SQL
      # built concurrently, so that writes go on during the build
      add_index :orders, :owner_name,
                name: "orders_open_idx_status_new",
                where: "status_new <> 'sent'::order_status_new",
                algorithm: :concurrently
    end

    limits.each { |limit| execute limit }
  end

  def down
    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # dropped concurrently: no query waits behind it
    execute "DROP INDEX CONCURRENTLY IF EXISTS orders_open_idx_status_new"

    limits.each { |limit| execute limit }
  end
end
