<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 9eb0e7ee922c, phase 2 of 2 (migrate)
// Widen users.nickname: validate constraint users.users_nickname_check
// Rollback: leaves residue: users: validated flag of users_nickname_check.
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
        DB::statement('ALTER TABLE users VALIDATE CONSTRAINT users_nickname_check');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
