<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::table('users', function (Blueprint $table) {
            $table->string('name', 500)->nullable()->default('nobody')->comment('How to call them')->change();
            $table->boolean('is_admin')->nullable()->change();
            $table->renameColumn('email', 'address');
        });
        Schema::table('invoices', function (Blueprint $table) {
            $table->decimal('total', 14, 3)->nullable()->change();
            $table->string('notes', 1000)->change();
        });
    }

    public function down(): void
    {
        Schema::table('users', function (Blueprint $table) {
            $table->renameColumn('address', 'email');
        });
        Schema::table('users', function (Blueprint $table) {
            $table->string('name')->default('')->change();
            $table->boolean('is_admin')->default(false)->change();
        });
        Schema::table('invoices', function (Blueprint $table) {
            $table->text('notes')->nullable()->change();
            $table->decimal('total', 10, 2)->nullable()->change();
        });
    }
};
