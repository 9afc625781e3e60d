<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 28bb4ea727c9, phase 1 of 2 (expand)
// Search by likeness; hash in the application: create extension pg_trgm
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

        // create extension pg_trgm
        DB::statement('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // drop extension pg_trgm
        DB::statement('DROP EXTENSION IF EXISTS pg_trgm');
    }
};
