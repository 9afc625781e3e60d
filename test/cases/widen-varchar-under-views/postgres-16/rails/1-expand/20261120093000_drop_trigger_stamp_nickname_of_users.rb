# Lockstep plan a20fc21a9458, phase 1 of 1 (expand)
# Longer nicknames: drop trigger stamp_nickname of users; drop policy own_profile of users; drop view nicknames; drop view active_users; chan…
# Rollback: leaves residue: nickname stays character varying(120), which holds all that character varying(40) holds: narrowing it would rewri…
# Not in schema.rb: view, policy, trigger. Databases loaded from it go without; set config.active_record.schema_format = :sql.
class DropTriggerStampNicknameOfUsers < ActiveRecord::Migration[8.1]
  def up
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

    # it holds the column by its number, and is back before anybody can miss it
    execute "DROP TRIGGER IF EXISTS stamp_nickname ON users"

    # it holds the column by its number, and is back before anybody can miss it
    execute "DROP POLICY IF EXISTS own_profile ON users"

    # it holds the column by its number, and is back before anybody can miss it
    execute "DROP VIEW IF EXISTS nicknames"

    # it holds the column by its number, and is back before anybody can miss it
    execute "DROP VIEW IF EXISTS active_users"

    # change type of users.nickname to character varying(120)
    execute "ALTER TABLE users ALTER COLUMN nickname TYPE character varying(120)"

    # create view active_users
    execute <<~SQL
      CREATE OR REPLACE VIEW active_users WITH (security_barrier=true) AS
      SELECT id, nickname FROM users WHERE active
    SQL

    execute "COMMENT ON VIEW active_users IS 'What the site shows'"
    execute "COMMENT ON COLUMN active_users.nickname IS 'As shown'"
    execute "GRANT SELECT ON active_users TO reporting"

    # create view nicknames
    execute <<~SQL
      CREATE OR REPLACE VIEW nicknames AS
      SELECT nickname FROM active_users
    SQL

    execute "GRANT SELECT (nickname) ON nicknames TO member"

    # create policy own_profile on users
    execute <<~SQL
      CREATE POLICY own_profile ON users FOR UPDATE TO member USING ((nickname)::text = CURRENT_USER)
    SQL

    execute "COMMENT ON POLICY own_profile ON users IS 'Members change themselves only'"

    # create trigger stamp_nickname on users
    execute <<~SQL
      CREATE OR REPLACE TRIGGER stamp_nickname BEFORE UPDATE OF nickname ON users FOR EACH ROW EXECUTE FUNCTION stamp_nickname()
    SQL

    execute "COMMENT ON TRIGGER stamp_nickname ON users IS 'Nicknames are watched'"
  end

  def down
    # nickname stays character varying(120), which holds all that character varying(40) holds: narrowing it would rewrite the table under an exclusive lock
  end
end
