<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('invoices', function (Blueprint $table) {
            $table->bigIncrements('id')->startingValue(1000);
            $table->integer('number')->generatedAs()->always();
            $table->text('notes')->nullable();
            $table->fullText('notes');
            $table->decimal('total', 10, 2)->unsigned()->nullable();
            $table->timestampsTz();
        });
        Schema::dropIfExists('never_there');
    }

    public function down(): void
    {
        Schema::drop('invoices');
    }
};
