<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

// Lockstep plan 9471e3e0d7df, phase 1 of 2 (expand)
// Let the customer index serve the newest orders: rename index orders_customer_idx to orders_customer_idx_old
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
            SELECT 1 WHERE (to_regclass('orders_customer_idx_old') IS NOT NULL AND to_regclass('orders_customer_idx') IS NULL)
              OR (to_regclass(quote_ident(current_schema()) || '.orders_customer_idx_old') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.orders_customer_idx') IS NULL)
            SQL) !== []) {
            return;
        }

        // Laravel takes no lock: another process may have run this file while this one waited.
        if (in_array(basename(__FILE__, '.php'), app('migration.repository')->getRan(), true)) {
            return;
        }

        // makes room for the new index under the final name
        Schema::table('orders', function (Blueprint $table) {
            $table->renameIndex('orders_customer_idx', 'orders_customer_idx_old');
        });
    }

    public function down(): void
    {
        if (DB::getDriverName() !== 'pgsql') {
            return;
        }

        // Run before, by a process that was stopped before Laravel recorded it.
        if (DB::selectFromWriteConnection(<<<'SQL'
            SELECT 1 WHERE (to_regclass('orders_customer_idx') IS NOT NULL AND to_regclass('orders_customer_idx_old') IS NULL)
              OR (to_regclass(quote_ident(current_schema()) || '.orders_customer_idx') IS NOT NULL AND to_regclass(quote_ident(current_schema()) || '.orders_customer_idx_old') IS NULL)
            SQL) !== []) {
            return;
        }

        Schema::table('orders', function (Blueprint $table) {
            $table->renameIndex('orders_customer_idx_old', 'orders_customer_idx');
        });
    }
};
