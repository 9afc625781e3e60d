<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 4 of 9
// Show the archive among the events: validate constraint archive.events_account_id_fkey
// Rollback: leaves residue: archive: validated flag of events_account_id_fkey.
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
        DB::statement('ALTER TABLE archive VALIDATE CONSTRAINT events_account_id_fkey');
    }

    public function down(): void
    {
        // Nothing to undo.
    }
};
