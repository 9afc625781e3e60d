<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 3314e16caaa9, phase 1 of 1 (expand)
// Keep statistics of names fresh: run ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.…
// Rollback: exact: as its author states.
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

        // run ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.…
        DB::statement('ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.01)');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Long work: no short time limits.
        DB::statement('SET LOCAL lock_timeout = 0');
        DB::statement('SET LOCAL statement_timeout = 0');

        // run ALTER TABLE users RESET (autovacuum_analyze_scale_factor)
        DB::statement('ALTER TABLE users RESET (autovacuum_analyze_scale_factor)');
    }
};
