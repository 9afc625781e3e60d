<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan c1cf74a1f3e6, phase 1 of 2 (migrate)
// Tie orders to customers: create index orders_customer_id_idx on orders
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
              WHERE indexrelid = to_regclass('orders_customer_id_idx')
                AND indrelid = to_regclass('orders')
                AND indisvalid
                AND NOT indisunique
                AND indpred IS NULL
                AND ARRAY(SELECT attname::text FROM unnest(indkey) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = indrelid ORDER BY n) = ARRAY['customer_id']
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
                  IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_customer_id_idx') AND NOT indisvalid) THEN
                    WHILE EXISTS (SELECT FROM pg_stat_progress_create_index WHERE datname = current_database() AND relid = to_regclass('orders')) LOOP
                      PERFORM pg_sleep(0.1); -- a build still going on may yet make it valid
                      COMMIT; -- and waits for old snapshots, this one's too
                    END LOOP;
                    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('orders_customer_id_idx') AND NOT indisvalid) THEN
                      ALTER INDEX orders_customer_id_idx RENAME TO orders_customer_id_idx_lockstep_invalid;
                    END IF;
                  END IF;
                END
                $lockstep$
                SQL);

            DB::statement('DROP INDEX CONCURRENTLY IF EXISTS orders_customer_id_idx_lockstep_invalid');

            // Laravel takes no lock: another process may have run this file while this one waited.
            if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
                DB::statement('RESET lock_timeout');
                DB::statement('RESET statement_timeout');

                return;
            }
        }

        // built concurrently, so that writes go on during the build
        Schema::table('orders', function (Blueprint $table) {
            $table->index('customer_id', 'orders_customer_id_idx')->online();
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
        DB::statement('DROP INDEX CONCURRENTLY IF EXISTS orders_customer_id_idx');

        DB::statement('RESET lock_timeout');
        DB::statement('RESET statement_timeout');
    }
};
