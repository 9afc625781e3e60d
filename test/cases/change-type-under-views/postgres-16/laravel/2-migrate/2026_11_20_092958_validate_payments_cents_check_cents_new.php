<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 6 of 6
// Sums outgrow integer: validate constraint payments.payments_cents_check_cents_new
// Rollback: leaves residue: payments: validated flag of payments_cents_check_cents_new.
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
        DB::statement('ALTER TABLE payments VALIDATE CONSTRAINT payments_cents_check_cents_new');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
