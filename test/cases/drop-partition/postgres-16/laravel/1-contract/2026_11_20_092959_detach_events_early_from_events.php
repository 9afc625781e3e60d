<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 060b40458a9b, phase 1 of 2 (contract)
// Drop the early events: detach events_early from events
// Rollback: exact: attached again; fails if events_early holds rows outside its bounds by then, or another partition rows inside them.
return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE NOT EXISTS (
              SELECT FROM pg_inherits
              WHERE inhrelid = to_regclass('events_early')
                AND inhparent = to_regclass('events')
            )
            SQL) !== []) {
            return;
        }

        // Long work: no short time limits.
        DB::statement('SET lock_timeout = 0');
        DB::statement('SET statement_timeout = 0');

        // Clears away what a run that was stopped may have left.
        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
              SELECT FROM pg_inherits
              WHERE inhrelid = to_regclass('events_early')
                AND inhparent = to_regclass('events')
            )
                AND EXISTS (
              SELECT FROM pg_constraint
              WHERE conrelid = to_regclass('events_early')
                AND contype = 'c'
                AND convalidated
                AND pg_get_expr(conbin, conrelid) LIKE '%IS NOT NULL%'
            ) THEN
                PERFORM set_config('lock_timeout', '50ms', true);
                ALTER TABLE events ATTACH PARTITION events_early FOR VALUES FROM ('2024-01-01') TO ('2024-04-01');
              END IF;
            END
            $lockstep$
            SQL);

        // Laravel takes no lock: another process may have run this file while this one waited.
        if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
            DB::statement('RESET lock_timeout');
            DB::statement('RESET statement_timeout');

            return;
        }

        // detached concurrently: reads and writes of the parent go on
        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF EXISTS (
              SELECT FROM pg_inherits
              WHERE inhrelid = to_regclass('events_early')
                AND inhparent = to_regclass('events')
                AND inhdetachpending
            ) THEN
                ALTER TABLE events DETACH PARTITION events_early FINALIZE;
              END IF;
            END
            $lockstep$
            SQL);

        DB::statement('ALTER TABLE events DETACH PARTITION events_early CONCURRENTLY');

        DB::statement('RESET lock_timeout');
        DB::statement('RESET statement_timeout');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        DB::transaction(function () {
            // Waits for the lock without making others wait behind it.
            DB::statement('SET LOCAL statement_timeout = 0');

            DB::unprepared(<<<'SQL'
                DO $lockstep$
                DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                BEGIN
                  IF to_regclass('accounts') IS NULL OR to_regclass('events_early') IS NULL THEN RETURN; END IF; -- has run before
                  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                  LOOP
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY accounts IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY events_early IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation IN (to_regclass('accounts'), to_regclass('events_early')) AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY accounts IN ACCESS EXCLUSIVE MODE; LOCK TABLE ONLY events_early IN ACCESS EXCLUSIVE MODE NOWAIT; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for accounts, events_early: ', coalesce((
                      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                    seen := held; PERFORM pg_sleep(0.1); END LOOP;
                END
                $lockstep$
                SQL);

            if (DB::selectFromWriteConnection(<<<'SQL'
                SELECT 1 WHERE EXISTS (
                  SELECT FROM pg_inherits
                  WHERE inhrelid = to_regclass('events_early')
                    AND inhparent = to_regclass('events')
                )
                SQL) === []) {
                // nothing is read
                DB::statement(<<<'SQL'
                    ALTER TABLE events ATTACH PARTITION events_early FOR VALUES FROM ('2024-01-01') TO ('2024-04-01')
                    SQL);
            }

            // a concurrent detach leaves the bounds behind as a check
            DB::statement('ALTER TABLE events_early DROP CONSTRAINT IF EXISTS events_early_happened_at_check');
        });
    }
};
