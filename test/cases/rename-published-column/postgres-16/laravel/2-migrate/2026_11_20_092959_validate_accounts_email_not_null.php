<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 73638357e4b6, phase 2 of 3 (migrate), file 3 of 3
// Call mail email: validate constraint accounts.accounts_email_not_null
// Rollback: leaves residue: accounts: validated flag of accounts_email_not_null.
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
        DB::statement('ALTER TABLE accounts VALIDATE CONSTRAINT accounts_email_not_null');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
