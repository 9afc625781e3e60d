# Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 2 of 6
# Sums outgrow integer: create index payments_tenant_cents_idx_cents_new on payments
# Rollback: exact.
class CreatePaymentsTenantCentsIdxCentsNew < ActiveRecord::Migration[8.1]
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
        IF EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
          AND NOT indisvalid
      ) THEN
          WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('payments')) LOOP
            PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
            COMMIT; -- and waits for old snapshots, this one's too
          END LOOP;
          IF EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
          AND NOT indisvalid
      ) THEN
            ALTER INDEX payments_tenant_cents_idx_cents_new RENAME TO payments_tenant_cents_idx_cents_new_lockstep_invalid;
          END IF;
        END IF;
      END
      $lockstep$
    SQL

    execute <<~SQL
      DROP INDEX CONCURRENTLY IF EXISTS payments_tenant_cents_idx_cents_new_lockstep_invalid
    SQL

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
          AND indrelid = to_regclass('payments')
          AND indisvalid
          AND NOT indisunique
          AND indpred IS NULL
          AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['tenant', 'cents_new']
      )
    SQL
      # built concurrently, so that writes go on during the build
      add_index :payments, [:tenant, :cents_new],
                name: "payments_tenant_cents_idx_cents_new",
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
    execute "DROP INDEX CONCURRENTLY IF EXISTS payments_tenant_cents_idx_cents_new"

    limits.each { |limit| execute limit }
  end
end
