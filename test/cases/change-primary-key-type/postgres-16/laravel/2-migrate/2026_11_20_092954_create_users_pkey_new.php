<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 2 of 6
// Make users.id a bigint: create index users_pkey_new on users
// Rollback: exact.
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
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_index
              WHERE indexrelid = to_regclass('users_pkey_new')
                AND indrelid = to_regclass('users')
                AND indisvalid
                AND indisunique
                AND indpred IS NULL
                AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['id_new']
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
              IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_pkey_new') AND NOT indisvalid) THEN
                WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('users')) LOOP
                  PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                  COMMIT; -- and waits for old snapshots, this one's too
                END LOOP;
                IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('users_pkey_new') AND NOT indisvalid) THEN
                  ALTER INDEX users_pkey_new RENAME TO users_pkey_new_lockstep_invalid;
                END IF;
              END IF;
            END
            $lockstep$
            SQL);

        DB::statement('DROP INDEX CONCURRENTLY IF EXISTS users_pkey_new_lockstep_invalid');

        // Laravel takes no lock: another process may have run this file while this one waited.
        if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
            DB::statement('RESET lock_timeout');
            DB::statement('RESET statement_timeout');

            return;
        }

        // built concurrently, so that writes go on during the build
        DB::statement('CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS users_pkey_new ON users (id_new)');

        DB::unprepared(<<<'SQL'
            DO $lockstep$
            BEGIN
              IF NOT EXISTS (
                SELECT FROM pg_index
                WHERE indexrelid = to_regclass('users_pkey_new')
                  AND indrelid = to_regclass('users')
                  AND indisvalid
                  AND indisunique
                  AND indpred IS NULL
                  AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['id_new']
              ) THEN
                RAISE EXCEPTION USING MESSAGE = 'LOCKSTEP: index users_pkey_new of users is not valid, or was there already and is another one. Run this again; if it stays, drop the index first.';
              END IF;
            END
            $lockstep$
            SQL);

        DB::statement('RESET lock_timeout');
        DB::statement('RESET statement_timeout');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Long work: no short time limits.
        DB::statement('SET lock_timeout = 0');
        DB::statement('SET statement_timeout = 0');

        // dropped concurrently: no query waits behind it
        DB::statement('DROP INDEX CONCURRENTLY IF EXISTS users_pkey_new');

        DB::statement('RESET lock_timeout');
        DB::statement('RESET statement_timeout');
    }
};
