<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('devices', function (Blueprint $table) {
            $table->ulid('id')->primary();
            $table->comment('What people carry');
            $table->foreignUuid('post_id')->nullable()->constrained();
            $table->string('serial');
            $table->unique('serial')->deferrable()->initiallyImmediate(false);
        });
    }

    public function down(): void
    {
        Schema::drop('devices');
    }
};
