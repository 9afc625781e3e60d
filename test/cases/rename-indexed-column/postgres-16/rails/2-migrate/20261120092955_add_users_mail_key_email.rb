# Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 6 of 10
# Rename users.mail and users.state: add constraint users.users_mail_key_email; add constraint users.users_mail_check_email
# Rollback: exact.
class AddUsersMailKeyEmail < ActiveRecord::Migration[8.1]
  disable_ddl_transaction!

  def up
    return if select_value <<~SQL
      SELECT 1 WHERE (EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = to_regclass('users')
          AND conname = 'users_mail_key_email'
          AND contype = 'u'
          AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid ORDER BY n) = ARRAY['email']
      )) AND (EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = to_regclass('users')
          AND conname = 'users_mail_check_email'
          AND contype = 'c'
      ))
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

      # takes over the finished index, so nothing is read under the lock
      add_unique_constraint :users, name: "users_mail_key_email", using_index: "users_mail_key_email"

      # NOT VALID: binds new rows at once and reads no old one
      add_check_constraint :users, "email <> ''", name: "users_mail_check_email", validate: false
    end
  end

  def down
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

      # drop constraint users.users_mail_check_email
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_mail_check_email"

      # drop constraint users.users_mail_key_email
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_mail_key_email"
    end

    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # Clears away what a run that was stopped may have left.
    execute <<~SQL
      DO $lockstep$
      BEGIN
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_key_email') AND NOT indisvalid) THEN
          WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
            PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
            COMMIT; -- and waits for old snapshots, this one's too
          END LOOP;
          IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_key_email') AND NOT indisvalid) THEN
            ALTER INDEX users_mail_key_email RENAME TO users_mail_key_email_lockstep_invalid;
          END IF;
        END IF;
      END
      $lockstep$
    SQL

    execute "DROP INDEX CONCURRENTLY IF EXISTS users_mail_key_email_lockstep_invalid"

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('users_mail_key_email')
          AND indrelid = to_regclass('users')
          AND indisvalid
          AND indisunique
          AND indpred IS NULL
          AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['email']
      )
    SQL
      # built concurrently, so that writes go on during the build
      add_index :users, :email, name: "users_mail_key_email", unique: true, algorithm: :concurrently
    end

    limits.each { |limit| execute limit }
  end
end
