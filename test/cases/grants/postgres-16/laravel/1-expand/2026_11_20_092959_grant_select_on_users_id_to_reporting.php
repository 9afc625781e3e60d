<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 4dba255af3f4, phase 1 of 2 (expand)
// Reports read names, and nothing else: grant SELECT on users.id to reporting; grant SELECT on users.name to reporting
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

        // grant SELECT on users.id to reporting
        DB::statement('GRANT SELECT (id) ON users TO reporting');

        // grant SELECT on users.name to reporting
        DB::statement('GRANT SELECT (name) ON users TO reporting');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // revoke SELECT on users.name from reporting
        DB::statement('REVOKE SELECT (name) ON users FROM reporting');

        // revoke SELECT on users.id from reporting
        DB::statement('REVOKE SELECT (id) ON users FROM reporting');
    }
};
