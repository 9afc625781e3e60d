<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::table('accounts', function (Blueprint $table) {
            $table->renameColumn('name', 'full_name');
        });
        Schema::table('accounts', function (Blueprint $table) {
            foreach (['vip', 'gift'] as $flag) {
                $table->boolean($flag)->default(false);
            }
            $table->dropSoftDeletes();
            $table->string('full_name', 120)->nullable()->change();
        });
        DB::statement("UPDATE accounts SET full_name = 'it''s ?' WHERE full_name IS NULL");
    }
};
