<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

class CreateUsersTable extends Migration
{
    public function up()
    {
        Schema::create('users', function (Blueprint $table) {
            $table->id();
            $table->string('name')->index();
            $table->string('email', 100)->unique();
            $table->timestamp('email_verified_at')->nullable();
            $table->boolean('is_admin')->default(false)->comment("May do everything, it's said");
            $table->rememberToken();
            $table->timestamps();
            $table->softDeletes();
            $table->index(['name', 'is_admin']);
        });
    }

    public function down()
    {
        Schema::dropIfExists('users');
    }
}
