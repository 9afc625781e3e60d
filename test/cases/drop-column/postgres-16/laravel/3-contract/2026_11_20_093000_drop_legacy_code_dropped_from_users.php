<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan bede4823a6aa, phase 3 of 3 (contract)
// Drop users.legacy_code: drop column users.legacy_code_dropped
// Rollback: loses data: the values of users.legacy_code_dropped are gone.
// Point of no return: going back beyond this file cannot restore the data.
return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
    {
        DB::transaction(function () {
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

            // nobody missed it
            if (DB::pretending() || Schema::hasColumn('users', 'legacy_code_dropped')) {
                Schema::table('users', function (Blueprint $table) {
                    $table->dropColumn('legacy_code_dropped');
                });
            }
        });
    }

    public function down(): void
    {
        DB::transaction(function () {
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
            }

            if (! Schema::hasColumn('users', 'legacy_code_dropped')) {
                Schema::table('users', function (Blueprint $table) {
                    $table->text('legacy_code_dropped')->nullable();
                });
            }

            if (DB::getDriverName() === 'pgsql') {
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF NOT EXISTS (
                        SELECT FROM pg_attribute
                        WHERE attrelid = to_regclass('users')
                          AND attname = 'legacy_code_dropped'
                          AND NOT attisdropped
                          AND format_type(atttypid, atttypmod) = 'text'
                      ) THEN
                        RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: column legacy_code_dropped of users was there already and is not text. Rename or drop it, then retry.';
                      END IF;
                    END
                    $lockstep$
                    SQL);
            }
        });

        if (DB::getDriverName() !== 'pgsql' || DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_index
              WHERE indexrelid = to_regclass('users_legacy_code_idx')
                AND indrelid = to_regclass('users')
                AND indisvalid
                AND NOT indisunique
                AND indpred IS NULL
                AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['legacy_code_dropped']
            )
            SQL) === []) {
            if (DB::getDriverName() === 'pgsql') {
                // Long work: no short time limits.
                DB::statement('SET lock_timeout = 0');
                DB::statement('SET statement_timeout = 0');

                // Clears away what a run that was stopped may have left.
                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    BEGIN
                      IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_legacy_code_idx') AND NOT indisvalid) THEN
                        WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
                          PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                          COMMIT; -- and waits for old snapshots, this one's too
                        END LOOP;
                        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_legacy_code_idx') AND NOT indisvalid) THEN
                          ALTER INDEX users_legacy_code_idx RENAME TO users_legacy_code_idx_lockstep_invalid;
                        END IF;
                      END IF;
                    END
                    $lockstep$
                    SQL);

                DB::statement('DROP INDEX CONCURRENTLY IF EXISTS users_legacy_code_idx_lockstep_invalid');
            }

            // built concurrently, so that writes go on during the build
            Schema::table('users', function (Blueprint $table) {
                $table->index('legacy_code_dropped', 'users_legacy_code_idx')->online();
            });

            if (DB::getDriverName() === 'pgsql') {
                DB::statement('RESET lock_timeout');
                DB::statement('RESET statement_timeout');
            }
        }
    }
};
