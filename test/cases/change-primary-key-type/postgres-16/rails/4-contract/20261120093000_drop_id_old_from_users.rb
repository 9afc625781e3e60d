# Lockstep plan 2b372699dfbf, phase 4 of 4 (contract)
# Make users.id a bigint: drop trigger zz_lockstep_users_id of users; drop column users.id_old
# Rollback: leaves residue: id_old is filled again from id; id_old comes back as the last column.
class DropIdOldFromUsers < ActiveRecord::Migration[8.1]
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

      # drop trigger zz_lockstep_users_id of users
      execute "DROP TRIGGER IF EXISTS zz_lockstep_users_id ON users"
      execute "DROP FUNCTION IF EXISTS zz_lockstep_users_id()"

      # nobody needs the old type any more
      execute "ALTER TABLE users DROP COLUMN IF EXISTS id_old"
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

      # add column users.id_old
      execute "ALTER TABLE users ADD COLUMN IF NOT EXISTS id_old integer"

      execute <<~SQL
        DO $lockstep$
        BEGIN
          IF NOT EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = to_regclass('users')
              AND attname = 'id_old'
              AND NOT attisdropped
              AND format_type(atttypid, atttypmod) = 'integer'
          ) THEN
            RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column id_old of users was there already and is not integer. Rename or drop it, then retry.';
          END IF;
        END
        $lockstep$
      SQL

      # create trigger zz_lockstep_users_id: keep id_old and id of users in step
      execute <<~SQL
        CREATE OR REPLACE FUNCTION zz_lockstep_users_id() RETURNS trigger
        LANGUAGE plpgsql
        AS $lockstep$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            IF NEW.id IS NOT NULL THEN
              IF NOT (NEW.id_old IS NOT NULL) OR NEW.id IS DISTINCT FROM NEW.id_old::bigint THEN
                NEW.id_old := CASE WHEN NEW.id BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.id::integer END;
              END IF;
            ELSE
              NEW.id := NEW.id_old::bigint;
            END IF;
          ELSE
            IF NEW.id IS DISTINCT FROM OLD.id THEN
              IF NEW.id IS DISTINCT FROM NEW.id_old::bigint THEN
                NEW.id_old := CASE WHEN NEW.id BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.id::integer END;
              END IF;
            ELSIF NEW.id_old IS DISTINCT FROM OLD.id_old THEN
              NEW.id := NEW.id_old::bigint;
            END IF;
          END IF;
          RETURN NEW;
        END
        $lockstep$
      SQL

      execute <<~SQL
        CREATE OR REPLACE TRIGGER zz_lockstep_users_id
          BEFORE INSERT OR UPDATE ON users
          FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_id()
      SQL
    end

    # Long work: no short time limits.
    limits = select_values "SELECT format('SET %s = %s', name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout')"

    execute "SET lock_timeout = 0"
    execute "SET statement_timeout = 0"

    # backfill users.id_old
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
                    UPDATE users SET id_old = CASE WHEN id BETWEEN -2147483647 - 1 AND 2147483647 THEN id::integer END
                    WHERE id = lockstep.one.id
                      AND (id_old IS DISTINCT FROM (CASE WHEN id BETWEEN -2147483647 - 1 AND 2147483647 THEN id::integer END));
                    changed := changed + FOUND::int;
                  EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                    here := here || concat(one.id); code := coalesce(code, SQLSTATE);
                  END;
                END LOOP;
              ELSE
                UPDATE users SET id_old = CASE WHEN id BETWEEN -2147483647 - 1 AND 2147483647 THEN id::integer END
                WHERE id >= lockstep.first_key AND id <= lockstep.last_key
                  AND (id_old IS DISTINCT FROM (CASE WHEN id BETWEEN -2147483647 - 1 AND 2147483647 THEN id::integer END));
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
            RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= 1000 THEN 'at least ' END, unfit, ' rows of users do not fit id_old = CASE WHEN id BETWEEN -2147483647 - 1 AND 2147483647 THEN id::integer END (SQLSTATE ', code, '), id: ', array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',
              CASE WHEN unfit < 1000 THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');
          END IF;
          IF NOT EXISTS (SELECT FROM users WHERE id_old IS DISTINCT FROM (CASE WHEN id BETWEEN -2147483647 - 1 AND 2147483647 THEN id::integer END)) THEN
            RETURN;
          END IF;
        END LOOP;
        RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', (SELECT count(*) FROM users WHERE id_old IS DISTINCT FROM (CASE WHEN id BETWEEN -2147483647 - 1 AND 2147483647 THEN id::integer END)), ' rows of users still satisfy id_old IS DISTINCT FROM (CASE WHEN id BETWEEN -2147483647 - 1 AND 2147483647 THEN id::integer END) after 3 passes of the backfill: its expression leaves them so, or something writes them meanwhile. What is filled stays filled.');
      END
      $lockstep$
    SQL

    limits.each { |limit| execute limit }
  end
end
