<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan fce95f9c9078, phase 2 of 2 (contract)
// Search by likeness; hash in the application: drop extension pgcrypto
// Rollback: exact.
return new class extends Migration
{
    public function up(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
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
