<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('orders', function (Blueprint $table) {
            $table->increments('id');
            $table->foreignId('account_id')->constrained()->cascadeOnDelete();
            $table->unsignedInteger('state')->default(0)->index();
            $table->text('note')->nullable()->comment("what the customer's friend said");
            $table->json('data')->nullable();
            $table->timestamp('paid_at')->nullable();
        });
    }

    public function down(): void
    {
        Schema::drop('orders');
    }
};
