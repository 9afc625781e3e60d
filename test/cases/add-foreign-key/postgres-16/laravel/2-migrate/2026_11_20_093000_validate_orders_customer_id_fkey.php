<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan c1cf74a1f3e6, phase 2 of 2 (migrate), file 2 of 2
// Tie orders to customers: validate constraint orders.orders_customer_id_fkey
// Rollback: leaves residue: orders: validated flag of orders_customer_id_fkey.
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
        DB::statement('ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
