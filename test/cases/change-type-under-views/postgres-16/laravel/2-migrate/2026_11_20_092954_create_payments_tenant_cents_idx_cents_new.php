<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 2 of 6
// Sums outgrow integer: create index payments_tenant_cents_idx_cents_new on payments
// Rollback: exact.
return new class extends Migration
{
    public $withinTransaction = false;

    public function up(): void
    {
        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::getDriverName() === 'pgsql' && DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_index
              WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
                AND indrelid = to_regclass('payments')
                AND indisvalid
                AND NOT indisunique
                AND indpred IS NULL
                AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['tenant', 'cents_new']
            )
            SQL) !== []) {
            return;
        }

        if (DB::getDriverName() === 'pgsql') {
            // Long work: no short time limits.
            DB::statement('SET lock_timeout = 0');
            DB::statement('SET statement_timeout = 0');

            // Clears away what a run that was stopped may have left.
            DB::unprepared(<<<'SQL'
                DO $lockstep$
                BEGIN
                  IF EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
                    AND NOT indisvalid
                ) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('payments')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass('payments_tenant_cents_idx_cents_new')
                    AND NOT indisvalid
                ) THEN
                      ALTER INDEX payments_tenant_cents_idx_cents_new RENAME TO payments_tenant_cents_idx_cents_new_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
                SQL);

            DB::statement('DROP INDEX CONCURRENTLY IF EXISTS payments_tenant_cents_idx_cents_new_lockstep_invalid');

            // Laravel takes no lock: another process may have run this file while this one waited.
            if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
                DB::statement('RESET lock_timeout');
                DB::statement('RESET statement_timeout');

                return;
            }
        }

        // built concurrently, so that writes go on during the build
        Schema::table('payments', function (Blueprint $table) {
            $table->index(['tenant', 'cents_new'], 'payments_tenant_cents_idx_cents_new')->online();
        });

        if (DB::getDriverName() === 'pgsql') {
            DB::statement('RESET lock_timeout');
            DB::statement('RESET statement_timeout');
        }
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
        DB::statement('DROP INDEX CONCURRENTLY IF EXISTS payments_tenant_cents_idx_cents_new');

        DB::statement('RESET lock_timeout');
        DB::statement('RESET statement_timeout');
    }
};
