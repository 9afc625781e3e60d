<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan 1806fcb16dce, phase 2 of 2 (contract), file 3 of 3
// Drop the wish list: drop table wishes_dropped
// Rollback: loses data: the rows of wishes_dropped are gone.
// Point of no return: going back beyond this file cannot restore the data.
return new class extends Migration
{
    public function up(): void
    {
        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::getDriverName() === 'pgsql' && DB::selectFromWriteConnection("SELECT 1 WHERE to_regclass('wishes_dropped') IS NULL") !== []) {
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
                    IF NOT queued THEN BEGIN SET LOCAL lock_timeout = '2000ms'; LOCK TABLE ONLY wishes_dropped IN SHARE UPDATE EXCLUSIVE MODE; queued := true; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF; -- stops no reads or writes; an autovacuum yields to it
                    held := ARRAY(SELECT virtualtransaction FROM pg_locks WHERE relation = to_regclass('wishes_dropped') AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database()));
                    IF queued AND (held = '{}' OR NOT held && seen) THEN -- whoever held it 0.1 s ago is through: try for a moment
                      BEGIN SET LOCAL lock_timeout = '50ms'; LOCK TABLE ONLY wishes_dropped IN ACCESS EXCLUSIVE MODE; SET LOCAL statement_timeout = '5s'; SET LOCAL synchronous_commit = local; RETURN; EXCEPTION WHEN lock_not_available OR deadlock_detected THEN NULL; END; END IF;
                    IF clock_timestamp() > give_up THEN RAISE lock_not_available USING MESSAGE = concat('LOCKSTEP: gave up after 10 s waiting for wishes_dropped: ', coalesce((
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
        Schema::dropIfExists('wishes_dropped');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // create table wishes_dropped
        DB::statement('CREATE SEQUENCE IF NOT EXISTS wishes_id_seq AS integer');

        DB::statement(<<<'SQL'
            CREATE TABLE IF NOT EXISTS wishes_dropped (
              id integer DEFAULT nextval('wishes_id_seq'::regclass) NOT NULL,
              customer_id bigint NOT NULL,
              product_id bigint NOT NULL,
              note text,
              CONSTRAINT wishes_pkey PRIMARY KEY (id)
            )
            SQL);

        DB::statement('CREATE INDEX IF NOT EXISTS wishes_customer_id_idx ON wishes_dropped (customer_id)');
        DB::statement('ALTER SEQUENCE wishes_id_seq OWNED BY wishes_dropped.id');

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF ((SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('wishes_dropped') AND NOT attisdropped AND (
                (attname = 'id' AND format_type(atttypid, atttypmod) = 'integer')
                OR (attname = 'customer_id' AND format_type(atttypid, atttypmod) = 'bigint')
                OR (attname = 'product_id' AND format_type(atttypid, atttypmod) = 'bigint')
                OR (attname = 'note' AND format_type(atttypid, atttypmod) = 'text')
              )) = 4) IS NOT TRUE THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: table wishes_dropped was there already with other columns. Rename or drop it, then retry.';
              END IF;
            END
            $lockstep$
            SQL);

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_index
                WHERE indexrelid = to_regclass('wishes_customer_id_idx')
                  AND indrelid = to_regclass('wishes_dropped')
                  AND indisvalid
                  AND NOT indisunique
                  AND indpred IS NULL
                  AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer_id']
              ) THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index wishes_customer_id_idx was there already and is invalid or not the one wanted on wishes_dropped. Drop it, then retry.';
              END IF;
            END
            $lockstep$
            SQL);
    }
};
