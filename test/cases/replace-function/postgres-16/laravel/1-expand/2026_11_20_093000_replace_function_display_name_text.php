<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan e2d805580909, phase 1 of 1 (expand)
// Capitalise names: replace function display_name(text)
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

        // replace function display_name(text)
        DB::unprepared(<<<'SQL'
            CREATE OR REPLACE FUNCTION display_name(given text)
             RETURNS text
             LANGUAGE plpgsql
             IMMUTABLE
            AS $function$
            BEGIN
              RETURN initcap(given);
            END
            $function$
            SQL);
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // replace function display_name(text)
        DB::unprepared(<<<'SQL'
            CREATE OR REPLACE FUNCTION display_name(given text)
             RETURNS text
             LANGUAGE plpgsql
             IMMUTABLE
            AS $function$
            BEGIN
              RETURN upper(given);
            END
            $function$
            SQL);
    }
};
