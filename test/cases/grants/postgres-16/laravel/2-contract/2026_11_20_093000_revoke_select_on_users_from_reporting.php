<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 4dba255af3f4, phase 2 of 2 (contract)
// Reports read names, and nothing else: revoke SELECT on users from reporting
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

        // revoke SELECT on users from reporting
        DB::statement('REVOKE SELECT ON users FROM reporting');
        DB::statement('GRANT SELECT (id) ON users TO reporting');
        DB::statement('GRANT SELECT (name) ON users TO reporting');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // grant SELECT on users to reporting
        DB::statement('GRANT SELECT ON users TO reporting');
    }
};
