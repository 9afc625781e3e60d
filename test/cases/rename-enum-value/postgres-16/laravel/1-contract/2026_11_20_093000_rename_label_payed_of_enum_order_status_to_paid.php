<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Support\Facades\DB;

// Lockstep plan 0f67e5135f76, phase 1 of 1 (contract)
// Spell "paid" right: rename label payed of enum order_status to paid
// Rollback: exact.
return new class extends Migration
{
    public function up(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'paid')
            AND NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'payed')
            SQL) !== []) {
            return;
        }

        // Laravel takes no lock: another process may have run this file while this one waited.
        if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
            return;
        }

        // rename label payed of enum order_status to paid
        DB::statement("ALTER TYPE order_status RENAME VALUE 'payed' TO 'paid'");
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'payed')
            AND NOT EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype('order_status') AND enumlabel = 'paid')
            SQL) !== []) {
            return;
        }

        // rename label paid of enum order_status to payed
        DB::statement("ALTER TYPE order_status RENAME VALUE 'paid' TO 'payed'");
    }
};
