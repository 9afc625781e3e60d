# Lockstep plan a46eac1fbf14, phase 3 of 4 (contract)
# Names are full names: drop policy own_row of users; drop view names; drop constraint users.users_name_city_key; drop constraint users.users…
# Rollback: exact: name is copied back from full_name first; it changes over again once name is whole; fails if a row holds NULL in users.nam…
# Not in schema.rb: view, policy. Databases loaded from it go without; set config.active_record.schema_format = :sql.
class DropPolicyOwnRowOfUsers < ActiveRecord::Migration[8.1]
  disable_ddl_transaction!

  def up
    transaction do
      # Waits for the lock without making others wait behind it.
      execute "SET LOCAL statement_timeout = 0"

      execute <<~SQL
        DO $lockstep$
        DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
        BEGIN
          IF to_regclass('users') IS NULL THEN RETURN; END IF; -- has run before
          IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
            RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
          LOOP
            IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
            held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
            IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
              BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
            IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
              SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
            seen := held; PERFORM pg_sleep(0.1); END LOOP;
        END
        $lockstep$
      SQL

      # it comes back in this transaction, on the new name
      execute "DROP POLICY IF EXISTS own_row ON users"

      unless select_value "SELECT 1 WHERE to_regclass('names') IS NULL"
        # it comes back in this transaction, on the new name
        execute "DROP VIEW IF EXISTS names"
      end

      # its twin on full_name holds
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_name_city_key"

      # its twin on full_name holds
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_name_check"

      # code that writes full_name only leaves it empty
      change_column_null :users, :name, true

      # create view names
      execute <<~SQL
        CREATE OR REPLACE VIEW names AS
        SELECT full_name AS name FROM users
      SQL

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (
          SELECT FROM pg_policy
          WHERE polrelid = to_regclass('users')
            AND polname = 'own_row'
            AND polcmd = '*'
            AND polpermissive
        )
      SQL
        # create policy own_row on users
        execute "CREATE POLICY own_row ON users TO PUBLIC USING (full_name = CURRENT_USER)"
      end
    end
  end

  def down
    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # backfill users.name
    execute <<~SQL
      DO $lockstep$
      #variable_conflict use_column
      <<lockstep>>
      DECLARE
        first_key users.id%TYPE; last_key users.id%TYPE;
        more boolean; batch int := 1000; tried int := 0; changed bigint; started timestamptz; took int;
        one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;
      BEGIN
        FOR pass IN 1..3 LOOP
          SELECT id INTO first_key FROM users ORDER BY id LIMIT 1;
          more := FOUND;
          WHILE more LOOP
            SET LOCAL lock_timeout = '50ms';
            SET LOCAL plan_cache_mode = force_custom_plan; -- each range planned for itself
            started := clock_timestamp(); refused := false; here := '{}'; changed := 0;
            SELECT id INTO last_key FROM (
              SELECT id FROM users WHERE id >= lockstep.first_key ORDER BY id LIMIT lockstep.batch
            ) AS b ORDER BY id DESC LIMIT 1;
            EXIT WHEN NOT FOUND;
            BEGIN
              IF singly THEN
                FOR one IN SELECT id FROM users WHERE id >= lockstep.first_key AND id <= lockstep.last_key LOOP
                  BEGIN
                    UPDATE users SET name = full_name
                    WHERE id = lockstep.one.id
                      AND (name IS DISTINCT FROM full_name);
                    changed := changed + FOUND::int;
                  EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                    here := here || concat(one.id); code := coalesce(code, SQLSTATE);
                  END;
                END LOOP;
              ELSE
                UPDATE users SET name = full_name
                WHERE id >= lockstep.first_key AND id <= lockstep.last_key
                  AND (name IS DISTINCT FROM full_name);
                GET DIAGNOSTICS changed = ROW_COUNT;
              END IF;
              tried := 0;
            EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
              tried := tried + 1; -- the backfill gives way, never the application
            WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
              refused := true; tried := 0; -- the same rows once more, one by one, to tell which
            END;
            COMMIT;
            IF tried = 240 THEN
              RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: gave up after 240 tries at one batch of users: another transaction keeps its rows locked. What is filled stays filled; end that transaction, or run this again later.', ERRCODE = 'lock_not_available';
            ELSIF tried > 0 THEN
              batch := greatest(10, batch / 2);
              PERFORM pg_sleep(0.2);
              CONTINUE;
            END IF;
            IF refused THEN
              singly := true; batch := 10;
              CONTINUE;
            ELSIF singly THEN
              unfit := unfit + cardinality(here); keys := (keys || here)[1:20]; singly := here <> '{}';
              EXIT WHEN unfit >= 1000;
            END IF;
            took := 1 + 1000 * extract(epoch FROM clock_timestamp() - started);
            SELECT id INTO first_key FROM users WHERE id > lockstep.last_key ORDER BY id LIMIT 1;
            more := FOUND;
            batch := CASE WHEN singly THEN 10 ELSE greatest(10, least(10000, batch * 2, batch * 50 / took)) END; -- about 50 ms each
            IF changed > 0 THEN
              PERFORM pg_sleep(0.01);
            END IF;
          END LOOP;
          IF unfit > 0 THEN
            RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of users do not fit name = full_name (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
              CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
          END IF;
          IF NOT EXISTS (SELECT FROM users WHERE name IS DISTINCT FROM full_name) THEN
            RETURN;
          END IF;
        END LOOP;
        RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM users WHERE name IS DISTINCT FROM full_name), ' rows of users still satisfy name IS DISTINCT FROM full_name after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
      END
      $lockstep$
    SQL

    limits.each { |limit| execute limit }

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = to_regclass('users')
          AND conname = 'users_name_not_null'
          AND contype = 'c'
      )
    SQL
      transaction do
        # Waits for the lock without making others wait behind it.
        execute "SET LOCAL statement_timeout = 0"

        execute <<~SQL
          DO $lockstep$
          DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
          BEGIN
            IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
              RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
            LOOP
              IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
              held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
              IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
              IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
                SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
              seen := held; PERFORM pg_sleep(0.1); END LOOP;
          END
          $lockstep$
        SQL

        # NOT VALID: binds new rows at once and reads no old one
        add_check_constraint :users, "name IS NOT NULL", name: "users_name_not_null", validate: false
      end
    end

    transaction do
      # Long work: no short time limits.
      execute "SET LOCAL lock_timeout = 0"
      execute "SET LOCAL statement_timeout = 0"

      # reads the old rows while reads and writes go on
      validate_check_constraint :users, name: "users_name_not_null"
    end

    transaction do
      # Waits for the lock without making others wait behind it.
      execute "SET LOCAL statement_timeout = 0"

      execute <<~SQL
        DO $lockstep$
        DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
        BEGIN
          IF to_regclass('users') IS NULL THEN RETURN; END IF; -- has run before
          IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
            RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
          LOOP
            IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
            held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
            IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
              BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
            IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
              SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
            seen := held; PERFORM pg_sleep(0.1); END LOOP;
        END
        $lockstep$
      SQL

      # proven by the validated check: no row is read
      change_column_null :users, :name, false

      # the check has done its work; a statement of its own, or the proof would be gone before it is used
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_name_not_null"

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (
          SELECT FROM pg_constraint
          WHERE conrelid = to_regclass('users')
            AND conname = 'users_name_check'
            AND contype = 'c'
        )
      SQL
        # NOT VALID: binds new rows at once and reads no old one
        add_check_constraint :users, "name <> ''", name: "users_name_check", validate: false
      end
    end

    transaction do
      # Long work: no short time limits.
      execute "SET LOCAL lock_timeout = 0"
      execute "SET LOCAL statement_timeout = 0"

      # reads the old rows while reads and writes go on
      validate_check_constraint :users, name: "users_name_check"
    end

    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # Clears away what a run that was stopped may have left.
    execute <<~SQL
      DO $lockstep$
      BEGIN
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_name_city_key') AND NOT indisvalid) THEN
          WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
            PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
            COMMIT; -- and waits for old snapshots, this one's too
          END LOOP;
          IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_name_city_key') AND NOT indisvalid) THEN
            ALTER INDEX users_name_city_key RENAME TO users_name_city_key_lockstep_invalid;
          END IF;
        END IF;
      END
      $lockstep$
    SQL

    execute "DROP INDEX CONCURRENTLY IF EXISTS users_name_city_key_lockstep_invalid"

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('users_name_city_key')
          AND indrelid = to_regclass('users')
          AND indisvalid
          AND indisunique
          AND indpred IS NULL
          AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['name', 'city']
      )
    SQL
      # built concurrently, so that writes go on during the build
      add_index :users, [:name, :city],
                name: "users_name_city_key",
                unique: true,
                algorithm: :concurrently
    end

    limits.each { |limit| execute limit }

    transaction do
      # Waits for the lock without making others wait behind it.
      execute "SET LOCAL statement_timeout = 0"

      execute <<~SQL
        DO $lockstep$
        DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
        BEGIN
          IF to_regclass('users') IS NULL THEN RETURN; END IF; -- has run before
          IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
            RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
          LOOP
            IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
            held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('users') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
            IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
              BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY users IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
            IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', coalesce((
              SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
            seen := held; PERFORM pg_sleep(0.1); END LOOP;
        END
        $lockstep$
      SQL

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (
          SELECT FROM pg_constraint
          WHERE conrelid = to_regclass('users')
            AND conname = 'users_name_city_key'
            AND contype = 'u'
            AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid ORDER BY n) = ARRAY['name', 'city']
        )
      SQL
        # takes over the finished index, so nothing is read under the lock
        add_unique_constraint :users, name: "users_name_city_key", using_index: "users_name_city_key"
      end

      # drop policy own_row of users
      execute "DROP POLICY IF EXISTS own_row ON users"

      unless select_value "SELECT 1 WHERE to_regclass('names') IS NULL"
        # drop view names
        execute "DROP VIEW IF EXISTS names"
      end

      # create view names
      execute <<~SQL
        CREATE OR REPLACE VIEW names AS
        SELECT name FROM users
      SQL

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (
          SELECT FROM pg_policy
          WHERE polrelid = to_regclass('users')
            AND polname = 'own_row'
            AND polcmd = '*'
            AND polpermissive
        )
      SQL
        # create policy own_row on users
        execute "CREATE POLICY own_row ON users TO PUBLIC USING (name = CURRENT_USER)"
      end
    end
  end
end
