<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan dc31eddad070, phase 2 of 2 (expand)
// Loosen what need not hold any more: drop constraint customers.customers_email_key
// Rollback: exact: fails if rows break customers_email_key by then.
return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
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
                  IF to_regclass('customers') IS NULL THEN RETURN; END IF; -- has run before
                  IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                    RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                  LOOP
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY customers IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('customers') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY customers IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for customers: ', coalesce((
                      SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                    seen := held; PERFORM pg_sleep(0.1); END LOOP;
                END
                $lockstep$
                SQL);

            // Laravel takes no lock: another process may have run this file while this one waited.
            if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
                return;
            }

            // drop constraint customers.customers_email_key
            DB::statement('ALTER TABLE customers DROP CONSTRAINT IF EXISTS customers_email_key');
        });
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_index
              WHERE indexrelid = to_regclass('customers_email_key')
                AND indrelid = to_regclass('customers')
                AND indisvalid
                AND indisunique
                AND indpred IS NULL
                AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['email']
            )
            SQL) === []) {
            // Long work: no short time limits.
            DB::statement('SET lock_timeout = 0');
            DB::statement('SET statement_timeout = 0');

            // built concurrently, so that writes go on during the build
            DB::unprepared(<<<'SQL'
                DO $lockstep$
                BEGIN
                  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('customers_email_key') AND NOT indisvalid) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('customers')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('customers_email_key') AND NOT indisvalid) THEN
                      ALTER INDEX customers_email_key RENAME TO customers_email_key_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
                SQL);

            DB::statement('DROP INDEX CONCURRENTLY IF EXISTS customers_email_key_lockstep_invalid');
            DB::statement('CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS customers_email_key ON customers (email)');

            DB::unprepared(<<<'SQL'
                DO $lockstep$
                BEGIN
                  IF NOT EXISTS (
                    SELECT FROM pg_index
                    WHERE indexrelid = to_regclass('customers_email_key')
                      AND indrelid = to_regclass('customers')
                      AND indisvalid
                      AND indisunique
                      AND indpred IS NULL
                      AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['email']
                  ) THEN
                    RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index customers_email_key of customers is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
                  END IF;
                END
                $lockstep$
                SQL);

            DB::statement('RESET lock_timeout');
            DB::statement('RESET statement_timeout');
        }

        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_constraint
              WHERE conrelid = to_regclass('customers')
                AND conname = 'customers_email_key'
                AND contype = 'u'
                AND ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = conrelid ORDER BY n) = ARRAY['email']
            )
            SQL) === []) {
            DB::transaction(function () {
                // Waits for the lock without making others wait behind it.
                DB::statement('SET LOCAL statement_timeout = 0');

                DB::unprepared(<<<'SQL'
                    DO $lockstep$
                    DECLARE give_up timestamptz := clock_timestamp() + interval '10 s'; queued boolean := false; held text[]; seen text[];
                    BEGIN
                      IF EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384 AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')) THEN
                        RAISE EXCEPTION 'LOCKSTEP: an earlier migration of this transaction still holds locks that stop traffic; nothing was changed. Give each migration its own transaction (Alembic: transaction_per_migration, Flyway: group=false, psql: -1 for one file at a time).'; END IF;
                      LOOP
                        IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY customers IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                        held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('customers') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                        IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                          BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY customers IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                        IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for customers: ', coalesce((
                          SELECT string_agg(DISTINCT coalesce('pid ' || pid || ' (' || concat_ws(', ', coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', clock_timestamp() - xact_start)) || ')', 'a prepared transaction'), ', ') FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) WHERE virtualtransaction = ANY (held)), 'traffic left no gap of 50 ms; a larger --max-stall would do'), '. Traffic was not blocked, nothing was changed. End that session or retry later.'); END IF;
                        seen := held; PERFORM pg_sleep(0.1); END LOOP;
                    END
                    $lockstep$
                    SQL);

                // takes over the finished index, so nothing is read under the lock
                DB::statement(<<<'SQL'
                    ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE USING INDEX customers_email_key
                    SQL);
            });
        }
    }
};
