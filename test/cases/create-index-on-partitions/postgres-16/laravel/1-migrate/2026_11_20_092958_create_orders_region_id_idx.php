<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan 208e1a2f7030, phase 1 of 1 (migrate), file 7 of 9
// Find orders by region: create index orders_region_id_idx on orders
// Rollback: exact.
return new class extends Migration
{
    public function up(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Waits for the lock without making others wait behind it.
        DB::statement('SET LOCAL statement_timeout = 0');

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
            BEGIN
              IF to_regclass('orders') IS NULL THEN RETURN; END IF; -- has run before
              IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
              LOOP
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('orders') AND mode NOT IN ('AccessShareLock', 'RowShareLock', 'ShareLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders IN SHARE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders: ', coalesce((
                  SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                seen := held; PERFORM pg_sleep(0.1); END LOOP;
            END
            $lockstep$
            SQL);

        // Laravel takes no lock: another process may have run this file while this one waited.
        if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
            return;
        }

        // an entry on the parent alone: nothing is built
        DB::statement('CREATE INDEX IF NOT EXISTS orders_region_id_idx ON ONLY orders (region, id)');

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_index
                WHERE indexrelid = to_regclass('orders_region_id_idx')
                  AND indrelid = to_regclass('orders')
                  AND NOT indisunique
                  AND indpred IS NULL
                  AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['region', 'id']
              ) THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index orders_region_id_idx was there already and is not the one wanted on orders. Drop it, then retry.';
              END IF;
            END
            $lockstep$
            SQL);
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
                  IF to_regclass('orders') IS NULL OR to_regclass('orders_early') IS NULL OR to_regclass('orders_late') IS NULL OR to_regclass('orders_late_abroad') IS NULL OR to_regclass('orders_late_here') IS NULL THEN RETURN; END IF; -- has run before
                  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                  LOOP
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY orders IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders_early IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders_late IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders_late_abroad IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY orders_late_here IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation IN (to_regclass('orders'), to_regclass('orders_early'), to_regclass('orders_late'), to_regclass('orders_late_abroad'), to_regclass('orders_late_here')) AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY orders IN ACCESS EXCLUSIVE MODE; LOCK TABLE ONLY orders_early IN ACCESS EXCLUSIVE MODE NOWAIT; LOCK TABLE ONLY orders_late IN ACCESS EXCLUSIVE MODE NOWAIT; LOCK TABLE ONLY orders_late_abroad IN ACCESS EXCLUSIVE MODE NOWAIT; LOCK TABLE ONLY orders_late_here IN ACCESS EXCLUSIVE MODE NOWAIT; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for orders, orders_early, orders_late, orders_late_abroad, orders_late_here: ', coalesce((
                      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                    seen := held; PERFORM pg_sleep(0.1); END LOOP;
                END
                $lockstep$
                SQL);
        }

        if (DB::pretending() || Schema::hasIndex('orders', 'orders_region_id_idx')) {
            Schema::table('orders', function (Blueprint $table) {
                $table->dropIndex('orders_region_id_idx');
            });
        }
    }
};
