# Lockstep plan de01a5ab596b, phase 3 of 3 (contract)
# Rename users.mail and users.state: set not null on users.email; drop constraint users.users_email_not_null; drop trigger zz_lockstep_users_…
# Rollback: leaves residue: state comes back as the last column; state is copied back from status, which has all its values; state comes back…
class DropMailFromUsers < ActiveRecord::Migration[8.1]
  disable_ddl_transaction!

  def up
    transaction do
      # Long work: no short time limits.
      execute "SET LOCAL lock_timeout = 0"
      execute "SET LOCAL statement_timeout = 0"

      execute <<~SQL
        DO $lockstep$
        DECLARE who text;
        BEGIN
          SET LOCAL lock_timeout = '10s';
          -- other migrations wait here; reads and writes go on
          IF to_regclass('users') IS NOT NULL THEN LOCK TABLE ONLY users IN SHARE UPDATE EXCLUSIVE MODE; END IF;
          SET LOCAL lock_timeout = 0;
        EXCEPTION WHEN lock_not_available THEN
          who := (SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE relation = to_regclass('users') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
          RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for users: ', who, '. Traffic was not blocked, nothing was changed. End that session or retry later.');
        END
        $lockstep$
      SQL

      # Stops here unless the data is ready.
      execute <<~SQL
        DO $lockstep$
        BEGIN
          IF NOT (EXISTS (
          SELECT FROM pg_attribute
          WHERE attrelid = to_regclass('users')
            AND attname = 'mail'
            AND NOT attisdropped
        )
            AND EXISTS (
          SELECT FROM pg_attribute
          WHERE attrelid = to_regclass('users')
            AND attname = 'email'
            AND NOT attisdropped
        )) THEN
            RETURN; -- has run before
          END IF;
          IF (NOT EXISTS (SELECT FROM users WHERE email IS DISTINCT FROM mail)) IS NOT TRUE THEN
            RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Rename users.mail and users.state" must not run yet. ', (SELECT count(*) FROM users WHERE email IS DISTINCT FROM mail), ' rows of users lack email. Nothing was changed. Finish 20261120092957_backfill_users_status, then retry. Urgent release? Leave this file out; it is safe to ship later.');
          END IF;
        END
        $lockstep$
      SQL

      execute <<~SQL
        DO $lockstep$
        BEGIN
          IF NOT (EXISTS (
          SELECT FROM pg_attribute
          WHERE attrelid = to_regclass('users')
            AND attname = 'state'
            AND NOT attisdropped
        )
            AND EXISTS (
          SELECT FROM pg_attribute
          WHERE attrelid = to_regclass('users')
            AND attname = 'status'
            AND NOT attisdropped
        )) THEN
            RETURN; -- has run before
          END IF;
          IF (NOT EXISTS (SELECT FROM users WHERE status IS DISTINCT FROM state)) IS NOT TRUE THEN
            RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP GATE: contract of "Rename users.mail and users.state" must not run yet. ', (SELECT count(*) FROM users WHERE status IS DISTINCT FROM state), ' rows of users lack status. Nothing was changed. Finish 20261120092957_backfill_users_status, then retry. Urgent release? Leave this file out; it is safe to ship later.');
          END IF;
        END
        $lockstep$
      SQL

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
      change_column_null :users, :email, false

      # the check has done its work; a statement of its own, or the proof would be gone before it is used
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_email_not_null"

      # one version is left
      execute "DROP TRIGGER IF EXISTS zz_lockstep_users_email ON users"
      execute "DROP FUNCTION IF EXISTS zz_lockstep_users_email()"

      # nobody reads or writes it any more
      execute "ALTER TABLE users DROP COLUMN IF EXISTS mail"

      unless select_value <<~SQL
        SELECT 1 WHERE (to_regclass('users_mail_lower_idx') IS NOT NULL AND to_regclass('users_mail_lower_idx_email') IS NULL)
          OR (to_regclass(quote_ident(current_schema()) || '.users_mail_lower_idx') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.users_mail_lower_idx_email') IS NULL)
      SQL
        rename_index :users, "users_mail_lower_idx_email", "users_mail_lower_idx"
      end

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_mail_key')
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_mail_key_email')
      SQL
        # rename constraint users.users_mail_key_email to users_mail_key
        execute "ALTER TABLE users RENAME CONSTRAINT users_mail_key_email TO users_mail_key"
      end

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_mail_check')
        AND NOT EXISTS (
          SELECT FROM pg_constraint
          WHERE conrelid = to_regclass('users')
            AND conname = 'users_mail_check_email'
        )
      SQL
        # rename constraint users.users_mail_check_email to users_mail_check
        execute "ALTER TABLE users RENAME CONSTRAINT users_mail_check_email TO users_mail_check"
      end

      # proven by the validated check: no row is read
      change_column_null :users, :status, false

      # the check has done its work; a statement of its own, or the proof would be gone before it is used
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_status_not_null"

      # one version is left
      execute "DROP TRIGGER IF EXISTS zz_lockstep_users_status ON users"
      execute "DROP FUNCTION IF EXISTS zz_lockstep_users_status()"

      # nobody reads or writes it any more
      execute "ALTER TABLE users DROP COLUMN IF EXISTS state"
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

      # add column users.state
      execute "ALTER TABLE users ADD COLUMN IF NOT EXISTS state text"

      execute <<~SQL
        DO $lockstep$
        BEGIN
          IF NOT EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = to_regclass('users')
              AND attname = 'state'
              AND NOT attisdropped
              AND format_type(atttypid, atttypmod) = 'text'
          ) THEN
            RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column state of users was there already and is not text. Rename or drop it, then retry.';
          END IF;
        END
        $lockstep$
      SQL

      change_column_default :users, :state, from: nil, to: -> { "'new'" }

      # create trigger zz_lockstep_users_status: keep state and status of users in step
      execute <<~SQL
        CREATE OR REPLACE FUNCTION zz_lockstep_users_status() RETURNS trigger
        LANGUAGE plpgsql
        AS $lockstep$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            IF NEW.status IS DISTINCT FROM ('new')::text THEN
              NEW.state := NEW.status;
            ELSE
              NEW.status := NEW.state;
            END IF;
          ELSE
            IF NEW.status IS DISTINCT FROM OLD.status THEN
              NEW.state := NEW.status;
            ELSIF NEW.state IS DISTINCT FROM OLD.state THEN
              NEW.status := NEW.state;
            END IF;
          END IF;
          RETURN NEW;
        END
        $lockstep$
      SQL

      execute <<~SQL
        CREATE OR REPLACE TRIGGER zz_lockstep_users_status
          BEFORE INSERT OR UPDATE ON users
          FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_status()
      SQL
    end

    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # backfill users.state
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
                    UPDATE users SET state = status
                    WHERE id = lockstep.one.id
                      AND (state IS DISTINCT FROM status);
                    changed := changed + FOUND::int;
                  EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                    here := here || concat(one.id); code := coalesce(code, SQLSTATE);
                  END;
                END LOOP;
              ELSE
                UPDATE users SET state = status
                WHERE id >= lockstep.first_key AND id <= lockstep.last_key
                  AND (state IS DISTINCT FROM status);
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
            RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of users do not fit state = status (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
              CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
          END IF;
          IF NOT EXISTS (SELECT FROM users WHERE state IS DISTINCT FROM status) THEN
            RETURN;
          END IF;
        END LOOP;
        RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM users WHERE state IS DISTINCT FROM status), ' rows of users still satisfy state IS DISTINCT FROM status after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
      END
      $lockstep$
    SQL

    limits.each { |limit| execute limit }

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = to_regclass('users')
          AND conname = 'users_state_not_null'
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
        add_check_constraint :users, "state IS NOT NULL", name: "users_state_not_null", validate: false
      end
    end

    transaction do
      # Long work: no short time limits.
      execute "SET LOCAL lock_timeout = 0"
      execute "SET LOCAL statement_timeout = 0"

      # reads the old rows while reads and writes go on
      validate_check_constraint :users, name: "users_state_not_null"
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
      change_column_null :users, :state, false

      # the check has done its work; a statement of its own, or the proof would be gone before it is used
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_state_not_null"

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (
          SELECT FROM pg_constraint
          WHERE conrelid = to_regclass('users')
            AND conname = 'users_status_not_null'
            AND contype = 'c'
        )
      SQL
        # NOT VALID: binds new rows at once and reads no old one
        add_check_constraint :users, "status IS NOT NULL", name: "users_status_not_null", validate: false
      end

      change_column_null :users, :status, true

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (
          SELECT FROM pg_constraint
          WHERE conrelid = to_regclass('users')
            AND conname = 'users_mail_check_email'
        )
      SQL
        # rename constraint users.users_mail_check to users_mail_check_email
        execute "ALTER TABLE users RENAME CONSTRAINT users_mail_check TO users_mail_check_email"
      end

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('users') AND conname = 'users_mail_key_email')
      SQL
        # rename constraint users.users_mail_key to users_mail_key_email
        execute "ALTER TABLE users RENAME CONSTRAINT users_mail_key TO users_mail_key_email"
      end

      unless select_value <<~SQL
        SELECT 1 WHERE to_regclass(quote_ident(current_schema()) || '.users_mail_lower_idx_email') IS NOT NULL
      SQL
        rename_index :users, "users_mail_lower_idx", "users_mail_lower_idx_email"
      end

      # add column users.mail
      execute "ALTER TABLE users ADD COLUMN IF NOT EXISTS mail text"
      execute "COMMENT ON COLUMN users.mail IS 'login address'"

      execute <<~SQL
        DO $lockstep$
        BEGIN
          IF NOT EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = to_regclass('users')
              AND attname = 'mail'
              AND NOT attisdropped
              AND format_type(atttypid, atttypmod) = 'text'
          ) THEN
            RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column mail of users was there already and is not text. Rename or drop it, then retry.';
          END IF;
        END
        $lockstep$
      SQL

      # create trigger zz_lockstep_users_email: keep mail and email of users in step
      execute <<~SQL
        CREATE OR REPLACE FUNCTION zz_lockstep_users_email() RETURNS trigger
        LANGUAGE plpgsql
        AS $lockstep$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            IF NEW.email IS NOT NULL THEN
              NEW.mail := NEW.email;
            ELSE
              NEW.email := NEW.mail;
            END IF;
          ELSE
            IF NEW.email IS DISTINCT FROM OLD.email THEN
              NEW.mail := NEW.email;
            ELSIF NEW.mail IS DISTINCT FROM OLD.mail THEN
              NEW.email := NEW.mail;
            END IF;
          END IF;
          RETURN NEW;
        END
        $lockstep$
      SQL

      execute <<~SQL
        CREATE OR REPLACE TRIGGER zz_lockstep_users_email
          BEFORE INSERT OR UPDATE ON users
          FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_email()
      SQL
    end

    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # backfill users.mail
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
                    UPDATE users SET mail = email
                    WHERE id = lockstep.one.id
                      AND (mail IS DISTINCT FROM email);
                    changed := changed + FOUND::int;
                  EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                    here := here || concat(one.id); code := coalesce(code, SQLSTATE);
                  END;
                END LOOP;
              ELSE
                UPDATE users SET mail = email
                WHERE id >= lockstep.first_key AND id <= lockstep.last_key
                  AND (mail IS DISTINCT FROM email);
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
            RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of users do not fit mail = email (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
              CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
          END IF;
          IF NOT EXISTS (SELECT FROM users WHERE mail IS DISTINCT FROM email) THEN
            RETURN;
          END IF;
        END LOOP;
        RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM users WHERE mail IS DISTINCT FROM email), ' rows of users still satisfy mail IS DISTINCT FROM email after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
      END
      $lockstep$
    SQL

    limits.each { |limit| execute limit }

    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # Clears away what a run that was stopped may have left.
    execute <<~SQL
      DO $lockstep$
      BEGIN
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_lower_idx') AND NOT indisvalid) THEN
          WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
            PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
            COMMIT; -- and waits for old snapshots, this one's too
          END LOOP;
          IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_lower_idx') AND NOT indisvalid) THEN
            ALTER INDEX users_mail_lower_idx RENAME TO users_mail_lower_idx_lockstep_invalid;
          END IF;
        END IF;
      END
      $lockstep$
    SQL

    execute "DROP INDEX CONCURRENTLY IF EXISTS users_mail_lower_idx_lockstep_invalid"

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('users_mail_lower_idx')
          AND indrelid = to_regclass('users')
          AND indisvalid
          AND NOT indisunique
          AND indpred IS NULL
          AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY[]::text[]
      )
    SQL
      # built concurrently, so that writes go on during the build
      add_index :users, "(lower(mail))", name: "users_mail_lower_idx", algorithm: :concurrently
    end

    limits.each { |limit| execute limit }

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = to_regclass('users')
          AND conname = 'users_mail_not_null'
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
        add_check_constraint :users, "mail IS NOT NULL", name: "users_mail_not_null", validate: false
      end
    end

    transaction do
      # Long work: no short time limits.
      execute "SET LOCAL lock_timeout = 0"
      execute "SET LOCAL statement_timeout = 0"

      # reads the old rows while reads and writes go on
      validate_check_constraint :users, name: "users_mail_not_null"
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
      change_column_null :users, :mail, false

      # the check has done its work; a statement of its own, or the proof would be gone before it is used
      execute "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_mail_not_null"
    end

    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # Clears away what a run that was stopped may have left.
    execute <<~SQL
      DO $lockstep$
      BEGIN
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_key') AND NOT indisvalid) THEN
          WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
            PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
            COMMIT; -- and waits for old snapshots, this one's too
          END LOOP;
          IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_mail_key') AND NOT indisvalid) THEN
            ALTER INDEX users_mail_key RENAME TO users_mail_key_lockstep_invalid;
          END IF;
        END IF;
      END
      $lockstep$
    SQL

    execute "DROP INDEX CONCURRENTLY IF EXISTS users_mail_key_lockstep_invalid"

    unless select_value <<~SQL
      SELECT 1 WHERE EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('users_mail_key')
          AND indrelid = to_regclass('users')
          AND indisvalid
          AND indisunique
          AND indpred IS NULL
          AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['mail']
      )
    SQL
      # built concurrently, so that writes go on during the build
      add_index :users, :mail, name: "users_mail_key", unique: true, algorithm: :concurrently
    end

    limits.each { |limit| execute limit }

    unless select_value <<~SQL
      SELECT 1 WHERE (EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = to_regclass('users')
          AND conname = 'users_mail_key'
          AND contype = 'u'
          AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid ORDER BY n) = ARRAY['mail']
      )) AND (EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = to_regclass('users')
          AND conname = 'users_mail_check'
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
        add_unique_constraint :users, name: "users_mail_key", using_index: "users_mail_key"

        # NOT VALID: binds new rows at once and reads no old one
        add_check_constraint :users, "mail <> ''", name: "users_mail_check", validate: false
      end
    end

    transaction do
      # Long work: no short time limits.
      execute "SET LOCAL lock_timeout = 0"
      execute "SET LOCAL statement_timeout = 0"

      # reads the old rows while reads and writes go on
      validate_check_constraint :users, name: "users_mail_check"
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

      unless select_value <<~SQL
        SELECT 1 WHERE EXISTS (
          SELECT FROM pg_constraint
          WHERE conrelid = to_regclass('users')
            AND conname = 'users_email_not_null'
            AND contype = 'c'
        )
      SQL
        # NOT VALID: binds new rows at once and reads no old one
        add_check_constraint :users, "email IS NOT NULL", name: "users_email_not_null", validate: false
      end

      change_column_null :users, :email, true
    end
  end
end
