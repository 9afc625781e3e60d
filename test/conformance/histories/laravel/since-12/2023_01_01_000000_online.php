<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public $withinTransaction = false;

    public function shouldRun(): bool
    {
        return true;
    }

    public function up(): void
    {
        Schema::table('users', function (Blueprint $table) {
            $table->index('created_at')->online();
            $table->unique(['name', 'address'])->online();
        });
        Schema::create('cards', function (Blueprint $table) {
            $table->id();
            $table->string('code')->nullable();
            $table->unique('code')->nullsNotDistinct();
            $table->rawColumn('range', 'int4range')->nullable();
            $table->tsvector('words')->nullable();
            $table->date('since')->useCurrent();
        });
        Schema::whenTableHasColumn('cards', 'code', function (Blueprint $table) {
            $table->string('code', 40)->nullable()->change();
        });
    }

    public function down(): void
    {
        Schema::drop('cards');
        Schema::table('users', function (Blueprint $table) {
            $table->dropUnique(['name', 'address']);
            $table->dropIndex(['created_at']);
        });
    }
};
