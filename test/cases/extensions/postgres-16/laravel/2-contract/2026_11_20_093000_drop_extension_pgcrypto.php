<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 28bb4ea727c9, phase 2 of 2 (contract)
// Search by likeness; hash in the application: drop extension pgcrypto
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

        // drop extension pgcrypto
        DB::statement('DROP EXTENSION IF EXISTS pgcrypto');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // create extension pgcrypto
        DB::statement('CREATE EXTENSION IF NOT EXISTS pgcrypto');
    }
};
