<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 4 of 6
// Make users.id a bigint: validate constraint users.users_id_new_not_null
// Rollback: leaves residue: users: validated flag of users_id_new_not_null.
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
        DB::statement('ALTER TABLE users VALIDATE CONSTRAINT users_id_new_not_null');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
