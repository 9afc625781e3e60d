<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 0b45af2978fc, phase 2 of 2 (contract)
// Tidy up the domains: drop domain zip
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

        // drop domain zip
        DB::statement('DROP DOMAIN IF EXISTS zip');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_type
              WHERE oid = to_regtype(quote_ident(current_schema()) || '.zip')
                AND typtype = 'd'
                AND typbasetype = to_regtype('text')
            )
            SQL) !== []) {
            return;
        }

        // create domain zip
        DB::statement('CREATE DOMAIN zip AS text');
    }
};
