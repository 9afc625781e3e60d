<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan 73638357e4b6, phase 1 of 3 (expand)
// Call mail email: add column accounts.email; create trigger zz_lockstep_accounts_email: keep mail and email of accounts in step
// Rollback: exact: all it holds is in mail too.
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
                  IF to_regclass('accounts') IS NULL THEN RETURN; END IF; -- has run before
                  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                  LOOP
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY accounts IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('accounts') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY accounts IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for accounts: ', coalesce((
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

        // without value and default: no row is touched
        if (! Schema::hasColumn('accounts', 'email')) {
            Schema::table('accounts', function (Blueprint $table) {
                $table->text('email')->nullable();
            });
        }

        if (DB::getDriverName() === 'pgsql') {
            DB::unprepared(<<<'SQL'
                DO $lockstep$
                BEGIN
                  IF NOT EXISTS (
                    SELECT FROM pg_attribute
                    WHERE attrelid = to_regclass('accounts')
                      AND attname = 'email'
                      AND NOT attisdropped
                      AND format_type(atttypid, atttypmod) = 'text'
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column email of accounts was there already and is not text. Rename or drop it, then retry.';
                  END IF;
                END
                $lockstep$
                SQL);

            // what either version writes, the other one reads
            DB::unprepared(<<<'SQL'
                CREATE OR REPLACE FUNCTION zz_lockstep_accounts_email() RETURNS trigger
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
                SQL);

            DB::statement(<<<'SQL'
                CREATE OR REPLACE TRIGGER zz_lockstep_accounts_email
                  BEFORE INSERT OR UPDATE ON accounts
                  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_accounts_email()
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
                  IF to_regclass('accounts') IS NULL THEN RETURN; END IF; -- has run before
                  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                  LOOP
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY accounts IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('accounts') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY accounts IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for accounts: ', coalesce((
                      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                    seen := held; PERFORM pg_sleep(0.1); END LOOP;
                END
                $lockstep$
                SQL);

            // drop trigger zz_lockstep_accounts_email of accounts
            DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_accounts_email ON accounts');
            DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_accounts_email()');
        }

        if (DB::pretending() || Schema::hasColumn('accounts', 'email')) {
            Schema::table('accounts', function (Blueprint $table) {
                $table->dropColumn('email');
            });
        }
    }
};
