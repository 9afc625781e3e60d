<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan d782b0ce579e, phase 2 of 2 (contract)
// The application stamps its updates itself: drop function stamp_update()
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

        // drop function stamp_update()
        DB::statement('DROP FUNCTION IF EXISTS stamp_update()');
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // create function stamp_update()
        DB::unprepared(<<<'SQL'
            CREATE OR REPLACE FUNCTION stamp_update()
             RETURNS trigger
             LANGUAGE plpgsql
            AS $function$
            BEGIN
              NEW.updated_at := now();
              RETURN NEW;
            END
            $function$
            SQL);
    }
};
