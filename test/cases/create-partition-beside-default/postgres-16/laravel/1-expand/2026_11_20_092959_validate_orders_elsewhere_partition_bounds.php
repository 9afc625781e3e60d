<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan f05b69c8171e, phase 1 of 1 (expand), file 2 of 3
// Give Europe its own orders: validate constraint orders_elsewhere.orders_elsewhere_partition_bounds
// Rollback: leaves residue: orders_elsewhere: validated flag of orders_elsewhere_partition_bounds.
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
        DB::statement('ALTER TABLE orders_elsewhere VALIDATE CONSTRAINT orders_elsewhere_partition_bounds');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
