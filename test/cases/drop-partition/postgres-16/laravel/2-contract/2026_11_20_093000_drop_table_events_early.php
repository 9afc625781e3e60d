<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan 060b40458a9b, phase 2 of 2 (contract)
// Drop the early events: drop table events_early
// Rollback: loses data: the rows of events_early are gone.
// Point of no return: going back beyond this file cannot restore the data.
return new class extends Migration
{
    public function up(): void
    {
        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::getDriverName() === 'pgsql' && DB::selectFromWriteConnection("SELECT 1 WHERE to_regclass('events_early') IS NULL") !== []) {
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

            // Laravel takes no lock: another process may have run this file while this one waited.
            if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
                return;
            }
        }

        // nobody missed its rows
        Schema::dropIfExists('events_early');
    }

    public function down(): void
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

        // create table events_early
        DB::statement(<<<'SQL'
            CREATE TABLE IF NOT EXISTS events_early (
              id bigint NOT NULL,
              account_id bigint NOT NULL,
              happened_at timestamp with time zone NOT NULL,
              kind text,
              CONSTRAINT events_early_pkey PRIMARY KEY (id, happened_at),
              CONSTRAINT events_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
              CONSTRAINT events_early_happened_at_check CHECK (happened_at IS NOT NULL AND happened_at >= '2024-01-01' AND happened_at < '2024-04-01')
            )
            SQL);

        DB::statement('CREATE INDEX IF NOT EXISTS events_early_account_id_idx ON events_early (account_id)');

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF ((SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('events_early') AND NOT attisdropped AND (
                (attname = 'id' AND format_type(atttypid, atttypmod) = 'bigint')
                OR (attname = 'account_id' AND format_type(atttypid, atttypmod) = 'bigint')
                OR (attname = 'happened_at' AND format_type(atttypid, atttypmod) = 'timestamp with time zone')
                OR (attname = 'kind' AND format_type(atttypid, atttypmod) = 'text')
              )) = 4) IS NOT TRUE THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: table events_early was there already with other columns. Rename or drop it, then retry.';
              END IF;
            END
            $lockstep$
            SQL);

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_index
                WHERE indexrelid = to_regclass('events_early_account_id_idx')
                  AND indrelid = to_regclass('events_early')
                  AND indisvalid
                  AND NOT indisunique
                  AND indpred IS NULL
                  AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['account_id']
              ) THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index events_early_account_id_idx was there already and is invalid or not the one wanted on events_early. Drop it, then retry.';
              END IF;
            END
            $lockstep$
            SQL);
    }
};
