# Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 2 of 6
# Make users.id a bigint: create index users_pkey_new on users
# Rollback: exact.
class CreateUsersPkeyNew < ActiveRecord::Migration[8.1]
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
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_pkey_new') AND NOT indisvalid) THEN
          WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
            PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
            COMMIT; -- and waits for old snapshots, this one's too
          END LOOP;
          IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_pkey_new') AND NOT indisvalid) THEN
            ALTER INDEX users_pkey_new RENAME TO users_pkey_new_lockstep_invalid;
          END IF;
        END IF;
      END
      $lockstep$
    SQL

    execute "DROP INDEX CONCURRENTLY IF EXISTS users_pkey_new_lockstep_invalid"

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('users_pkey_new')
          AND indrelid = to_regclass('users')
          AND indisvalid
          AND indisunique
          AND indpred IS NULL
          AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['id_new']
      )
    SQL
      # built concurrently, so that writes go on during the build
      add_index :users, :id_new, name: "users_pkey_new", unique: true, algorithm: :concurrently
    end

    limits.each { |limit| execute limit }
  end

  def down
    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # dropped concurrently: no query waits behind it
    execute "DROP INDEX CONCURRENTLY IF EXISTS users_pkey_new"

    limits.each { |limit| execute limit }
  end
end
