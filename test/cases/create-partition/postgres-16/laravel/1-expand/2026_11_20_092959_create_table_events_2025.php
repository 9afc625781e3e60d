<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan f6a2ae58a7d2, phase 1 of 1 (expand), file 1 of 2
// Make room for the events of 2025 and 2026: create table events_2025
// Rollback: loses later writes: rows written to events_2025 are gone.
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
              IF to_regclass('accounts') IS NULL THEN RETURN; END IF; -- has run before
              IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
              LOOP
                IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY accounts IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('accounts') AND mode NOT IN ('AccessShareLock', 'RowShareLock') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                  BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY accounts IN SHARE ROW EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
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

        // created beside the parent, then attached: reads and writes of the parent go on
        DB::statement(<<<'SQL'
            CREATE TABLE IF NOT EXISTS events_2025 (
              id bigint NOT NULL,
              account_id bigint NOT NULL,
              happened_at timestamp with time zone NOT NULL,
              kind text,
              CONSTRAINT events_2025_pkey PRIMARY KEY (id, happened_at)
            )
            SQL);

        DB::statement('CREATE INDEX IF NOT EXISTS events_2025_account_id_idx ON events_2025 (account_id)');

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_inherits
                WHERE inhrelid = to_regclass('events_2025')
                  AND inhparent = to_regclass('events')
              ) THEN
                ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
              END IF;
            END
            $lockstep$
            SQL);

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF ((SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('events_2025') AND NOT attisdropped AND (
                (attname = 'id' AND format_type(atttypid, atttypmod) = 'bigint')
                OR (attname = 'account_id' AND format_type(atttypid, atttypmod) = 'bigint')
                OR (attname = 'happened_at' AND format_type(atttypid, atttypmod) = 'timestamp with time zone')
                OR (attname = 'kind' AND format_type(atttypid, atttypmod) = 'text')
              )) = 4) IS NOT TRUE THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: table events_2025 was there already with other columns. Rename or drop it, then retry.';
              END IF;
            END
            $lockstep$
            SQL);

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_index
                WHERE indexrelid = to_regclass('events_2025_account_id_idx')
                  AND indrelid = to_regclass('events_2025')
                  AND indisvalid
                  AND NOT indisunique
                  AND indpred IS NULL
                  AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['account_id']
              ) THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index events_2025_account_id_idx was there already and is invalid or not the one wanted on events_2025. Drop it, then retry.';
              END IF;
            END
            $lockstep$
            SQL);
    }

    public function down(): void
    {
        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::getDriverName() === 'pgsql' && DB::selectFromWriteConnection("SELECT 1 WHERE to_regclass('events_2025') IS NULL") !== []) {
            return;
        }

        if (DB::getDriverName() === 'pgsql') {
            // Waits for the lock without making others wait behind it.
            DB::statement('SET LOCAL statement_timeout = 0');

            DB::unprepared(<<<'SQL'
                DO $lockstep$
                DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                BEGIN
                  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                  LOOP
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY events IN SHARE UPDATE EXCLUSIVE MODE; LOCK TABLE ONLY events_2025 IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation IN (to_regclass('events'), to_regclass('events_2025')) AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY events IN ACCESS EXCLUSIVE MODE; LOCK TABLE ONLY events_2025 IN ACCESS EXCLUSIVE MODE NOWAIT; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for events, events_2025: ', coalesce((
                      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                    seen := held; PERFORM pg_sleep(0.1); END LOOP;
                END
                $lockstep$
                SQL);
        }

        Schema::dropIfExists('events_2025');
    }
};
