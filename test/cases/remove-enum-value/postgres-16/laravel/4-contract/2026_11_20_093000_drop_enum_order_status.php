<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan d479a9215aaf, phase 4 of 4 (contract), file 2 of 2
// No order is held any more: drop enum order_status; rename type order_status_new to order_status
// Rollback: exact.
return new class extends Migration
{
    public function up(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE (to_regtype('order_status') IS NOT NULL AND to_regtype('order_status_new') IS NULL)
              OR (to_regtype(quote_ident(current_schema()) || '.order_status') IS NOT NULL AND to_regtype(quote_ident(current_schema()) || '.order_status_new') IS NULL)
            SQL) !== []) {
            return;
        }

        // Laravel takes no lock: another process may have run this file while this one waited.
        if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
            return;
        }

        // drop enum order_status
        DB::statement('DROP TYPE IF EXISTS order_status');

        // rename type order_status_new to order_status
        DB::statement('ALTER TYPE order_status_new RENAME TO order_status');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE (to_regtype(quote_ident(current_schema()) || '.order_status_new') IS NOT NULL) AND (ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(quote_ident(current_schema()) || '.order_status') ORDER BY enumsortorder) = ARRAY['new', 'paid', 'held', 'sent']
            AND to_regtype(quote_ident(current_schema()) || '.order_status') IS NOT NULL)
            SQL) !== []) {
            return;
        }

        // rename type order_status to order_status_new
        DB::statement('ALTER TYPE order_status RENAME TO order_status_new');

        // create enum order_status
        DB::statement("CREATE TYPE order_status AS ENUM ('new', 'paid', 'held', 'sent')");
    }
};
