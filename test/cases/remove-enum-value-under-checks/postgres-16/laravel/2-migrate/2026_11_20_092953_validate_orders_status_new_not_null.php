<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 4 of 7
// No order is held any more: validate constraint orders.orders_status_new_not_null
// Rollback: leaves residue: orders: validated flag of orders_status_new_not_null.
return new class extends Migration
{
    public function up(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Long work: no short time limits.
        DB::statement('SET LOCAL lock_timeout = 0');
        DB::statement('SET LOCAL statement_timeout = 0');

        // Laravel takes no lock: another process may have run this file while this one waited.
        if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
            return;
        }

        // reads the old rows while reads and writes go on
        DB::statement('ALTER TABLE orders VALIDATE CONSTRAINT orders_status_new_not_null');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
