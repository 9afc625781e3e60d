<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 89c706e00c0c, phase 1 of 1 (contract)
// Call the type what it is, and drop its forerunner: rename type state to order_status; drop enum old_state
// Rollback: exact.
return new class extends Migration
{
    public function up(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Laravel takes no lock: another process may have run this file while this one waited.
        if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
            return;
        }

        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE (to_regtype('order_status') IS NOT NULL AND to_regtype('state') IS NULL)
              OR (to_regtype(quote_ident(current_schema()) || '.order_status') IS NOT NULL AND to_regtype(quote_ident(current_schema()) || '.state') IS NULL)
            SQL) === []) {
            // rename type state to order_status
            DB::statement('ALTER TYPE state RENAME TO order_status');
        }

        // drop enum old_state
        DB::statement('DROP TYPE IF EXISTS old_state');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE (ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = to_regtype(quote_ident(current_schema()) || '.old_state') ORDER BY enumsortorder) = ARRAY['open', 'closed']
            AND to_regtype(quote_ident(current_schema()) || '.old_state') IS NOT NULL) AND ((to_regtype('state') IS NOT NULL AND to_regtype('order_status') IS NULL)
              OR (to_regtype(quote_ident(current_schema()) || '.state') IS NOT NULL AND to_regtype(quote_ident(current_schema()) || '.order_status') IS NULL))
            SQL) !== []) {
            return;
        }

        // create enum old_state
        DB::statement("CREATE TYPE old_state AS ENUM ('open', 'closed')");

        // rename type order_status to state
        DB::statement('ALTER TYPE order_status RENAME TO state');
    }
};
