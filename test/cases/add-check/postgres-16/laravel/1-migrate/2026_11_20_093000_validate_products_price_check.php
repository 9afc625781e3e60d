<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 02fb0e97e204, phase 1 of 1 (migrate), file 2 of 2
// Prices are never negative: validate constraint products.products_price_check
// Rollback: leaves residue: products: validated flag of products_price_check.
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
        DB::statement('ALTER TABLE products VALIDATE CONSTRAINT products_price_check');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
