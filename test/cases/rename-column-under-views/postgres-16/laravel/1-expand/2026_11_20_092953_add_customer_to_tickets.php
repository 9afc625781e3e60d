<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan f4739f33db93, phase 1 of 3 (expand)
// Tenants are customers: add column tickets.customer; set comment of column tickets.customer; create trigger zz_lockstep_tickets_customer: ke…
// Rollback: exact: all it holds is in tenant too.
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
                  IF to_regclass('tickets') IS NULL THEN RETURN; END IF; -- has run before
                  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                  LOOP
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('tickets') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY tickets IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', coalesce((
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
        if (! Schema::hasColumn('tickets', 'customer')) {
            Schema::table('tickets', function (Blueprint $table) {
                $table->text('customer')->nullable();
            });
        }

        if (DB::getDriverName() === 'pgsql') {
            DB::unprepared(<<<'SQL'
                DO $lockstep$
                BEGIN
                  IF NOT EXISTS (
                    SELECT FROM pg_attribute
                    WHERE attrelid = to_regclass('tickets')
                      AND attname = 'customer'
                      AND NOT attisdropped
                      AND format_type(atttypid, atttypmod) = 'text'
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column customer of tickets was there already and is not text. Rename or drop it, then retry.';
                  END IF;
                END
                $lockstep$
                SQL);

            // set comment of column tickets.customer
            DB::statement("COMMENT ON COLUMN tickets.customer IS 'Whose ticket it is'");

            // what either version writes, the other one reads
            DB::unprepared(<<<'SQL'
                CREATE OR REPLACE FUNCTION zz_lockstep_tickets_customer() RETURNS trigger
                LANGUAGE plpgsql
                AS $lockstep$
                BEGIN
                  IF TG_OP = 'INSERT' THEN
                    IF NEW.customer IS NOT NULL THEN
                      NEW.tenant := NEW.customer;
                    ELSE
                      NEW.customer := NEW.tenant;
                    END IF;
                  ELSE
                    IF NEW.customer IS DISTINCT FROM OLD.customer THEN
                      NEW.tenant := NEW.customer;
                    ELSIF NEW.tenant IS DISTINCT FROM OLD.tenant THEN
                      NEW.customer := NEW.tenant;
                    END IF;
                  END IF;
                  RETURN NEW;
                END
                $lockstep$
                SQL);

            DB::statement(<<<'SQL'
                CREATE OR REPLACE TRIGGER zz_lockstep_tickets_customer
                  BEFORE INSERT OR UPDATE ON tickets
                  FOR EACH ROW EXECUTE FUNCTION zz_lockstep_tickets_customer()
                SQL);

            // it has to fire for whoever writes customer too
            DB::statement('DROP TRIGGER IF EXISTS announce_move ON tickets');

            // create trigger announce_move on tickets
            DB::statement(<<<'SQL'
                CREATE OR REPLACE TRIGGER announce_move AFTER UPDATE OF tenant, customer ON tickets FOR EACH ROW WHEN (OLD.tenant IS DISTINCT FROM NEW.tenant) EXECUTE FUNCTION announce_move()
                SQL);

            DB::statement("COMMENT ON TRIGGER announce_move ON tickets IS 'Both tenants hear of it'");
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
                  IF to_regclass('tickets') IS NULL THEN RETURN; END IF; -- has run before
                  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                  LOOP
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY tickets IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('tickets') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY tickets IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for tickets: ', coalesce((
                      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                    seen := held; PERFORM pg_sleep(0.1); END LOOP;
                END
                $lockstep$
                SQL);

            // drop trigger announce_move of tickets
            DB::statement('DROP TRIGGER IF EXISTS announce_move ON tickets');

            // create trigger announce_move on tickets
            DB::statement(<<<'SQL'
                CREATE OR REPLACE TRIGGER announce_move AFTER UPDATE OF tenant ON tickets FOR EACH ROW WHEN (OLD.tenant IS DISTINCT FROM NEW.tenant) EXECUTE FUNCTION announce_move()
                SQL);

            DB::statement("COMMENT ON TRIGGER announce_move ON tickets IS 'Both tenants hear of it'");

            // drop trigger zz_lockstep_tickets_customer of tickets
            DB::statement('DROP TRIGGER IF EXISTS zz_lockstep_tickets_customer ON tickets');
            DB::statement('DROP FUNCTION IF EXISTS zz_lockstep_tickets_customer()');
        }

        if (DB::pretending() || Schema::hasColumn('tickets', 'customer')) {
            Schema::table('tickets', function (Blueprint $table) {
                $table->dropColumn('customer');
            });
        }
    }
};
