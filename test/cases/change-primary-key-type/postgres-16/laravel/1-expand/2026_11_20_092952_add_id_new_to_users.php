<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan 2b372699dfbf, phase 1 of 4 (expand)
// Make users.id a bigint: add column users.id_new; create trigger zz_lockstep_users_id: keep id and id_new of users in step
// Rollback: exact: the copy holds nothing of its own.
return new class extends Migration
{
    public function up(): void
    {
        if (DB::getDriverName() === 'pgsql') {
            // Waits for the lock without making others wait behind it.
            DB::statement('SET LOCAL statement_timeout = 0');

            DB::unprepared(<<<'SQL'
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
                SQL);

            // Laravel takes no lock: another process may have run this file while this one waited.
            if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
                return;
            }
        }

        // without value: no row is touched
        if (! Schema::hasColumn('users', 'id_new')) {
            Schema::table('users', function (Blueprint $table) {
                $table->bigInteger('id_new')->nullable();
            });
        }

        if (DB::getDriverName() === 'pgsql') {
            DB::unprepared(<<<'SQL'
                DO $lockstep$
                BEGIN
                  IF NOT EXISTS (
                    SELECT FROM pg_attribute
                    WHERE attrelid = to_regclass('users')
                      AND attname = 'id_new'
                      AND NOT attisdropped
                      AND format_type(atttypid, atttypmod) = 'bigint'
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column id_new of users was there already and is not bigint. Rename or drop it, then retry.';
                  END IF;
                END
                $lockstep$
                SQL);

            // what is written to one is in the other
            DB::unprepared(<<<'SQL'
                CREATE OR REPLACE FUNCTION zz_lockstep_users_id() RETURNS trigger
                LANGUAGE plpgsql
                AS $lockstep$
                BEGIN
                  IF TG_OP = 'INSERT' THEN
                    IF NEW.id_new IS NOT NULL THEN
                      IF NOT (NEW.id IS NOT NULL) OR NEW.id_new IS DISTINCT FROM NEW.id::bigint THEN
                        NEW.id := CASE WHEN NEW.id_new BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.id_new::integer END;
                      END IF;
                    ELSE
                      NEW.id_new := NEW.id::bigint;
                    END IF;
                  ELSE
                    IF NEW.id_new IS DISTINCT FROM OLD.id_new THEN
                      IF NEW.id_new IS DISTINCT FROM NEW.id::bigint THEN
                        NEW.id := CASE WHEN NEW.id_new BETWEEN -2147483647 - 1 AND 2147483647 THEN NEW.id_new::integer END;
                      END IF;
                    ELSIF NEW.id IS DISTINCT FROM OLD.id THEN
                      NEW.id_new := NEW.id::bigint;
                    END IF;
                  END IF;
                  RETURN NEW;
                END
                $lockstep$
                SQL);

            DB::statement(<<<'SQL'
                CREATE OR REPLACE TRIGGER zz_lockstep_users_id
                  BEFORE INSERT OR UPDATE ON users
                  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_users_id()
                SQL);
        }
    }

    public function down(): void
    {
        if (DB::getDriverName() === 'pgsql') {
            // Waits for the lock without making others wait behind it.
            DB::statement('SET LOCAL statement_timeout = 0');

            DB::unprepared(<<<'SQL'
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
                SQL);

            // drop trigger zz_lockstep_users_id of users
            DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_users_id ON users');
            DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_users_id()');
        }

        if (DB::pretending() || Schema::hasColumn('users', 'id_new')) {
            Schema::table('users', function (Blueprint $table) {
                $table->dropColumn('id_new');
            });
        }
    }
};
