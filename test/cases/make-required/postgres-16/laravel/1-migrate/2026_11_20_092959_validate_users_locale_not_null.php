<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan a122b78ad19a, phase 1 of 1 (migrate), file 3 of 4
// Require users.locale: validate constraint users.users_locale_not_null
// Rollback: leaves residue: users: validated flag of users_locale_not_null.
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
        DB::statement('ALTER TABLE users VALIDATE CONSTRAINT users_locale_not_null');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
