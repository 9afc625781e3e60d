<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 0b45af2978fc, phase 1 of 2 (expand)
// Tidy up the domains: create domain url; drop check email_short of domain email; add check email_length to domain email
// Rollback: exact: fails if rows break email_short by then.
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

        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_type
              WHERE oid = to_regtype(quote_ident(current_schema()) || '.url')
                AND typtype = 'd'
                AND typbasetype = to_regtype('text')
            )
            SQL) === []) {
            // create domain url
            DB::statement('CREATE DOMAIN url AS text');
        }

        // drop check email_short of domain email
        DB::statement('ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_short');

        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_constraint
              WHERE contypid = to_regtype('email')
                AND conname = 'email_length'
                AND contype = 'c'
            )
            SQL) === []) {
            // add check email_length to domain email
            DB::statement('ALTER DOMAIN email ADD CONSTRAINT email_length CHECK (length(VALUE) < 255) NOT VALID');
        }
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // drop check email_length of domain email
        DB::statement('ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_length');

        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (
              SELECT FROM pg_constraint
              WHERE contypid = to_regtype('email')
                AND conname = 'email_short'
                AND contype = 'c'
            )
            SQL) === []) {
            // add check email_short to domain email
            DB::statement('ALTER DOMAIN email ADD CONSTRAINT email_short CHECK (length(VALUE) < 20)');
        }

        // drop domain url
        DB::statement('DROP DOMAIN IF EXISTS url');
    }
};
