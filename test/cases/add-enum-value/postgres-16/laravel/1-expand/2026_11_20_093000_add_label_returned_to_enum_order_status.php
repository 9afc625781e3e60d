<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 3e190ead06b7, phase 1 of 1 (expand)
// Orders can be returned: add label returned to enum order_status
// Rollback: leaves residue: a label cannot be removed; it stays unused.
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

        // add label returned to enum order_status
        DB::statement("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'returned' AFTER 'sent'");
    }

    public function down(): void
    {
        // a label cannot be removed; it stays unused
    }
};
