<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

class CreateAllTypesTable extends Migration
{
    public function up()
    {
        Schema::create('types', function (Blueprint $table) {
            $table->increments('key');
            $table->char('a_char', 4)->default('x');
            $table->string('a_string')->default('it is');
            $table->tinyText('a_tiny_text')->nullable();
            $table->text('a_text')->default('');
            $table->mediumText('a_medium_text');
            $table->longText('a_long_text');
            $table->integer('an_integer')->default(5);
            $table->tinyInteger('a_tiny')->default(-1);
            $table->smallInteger('a_small')->default('7');
            $table->mediumInteger('a_medium');
            $table->bigInteger('a_big')->default(12345678901);
            $table->unsignedInteger('an_unsigned')->default(0);
            $table->unsignedBigInteger('a_big_unsigned')->nullable();
            $table->float('a_float')->default(1.5);
            $table->double('a_double')->default(0);
            $table->decimal('a_decimal', 12, 4)->default(0.25);
            $table->decimal('a_plain_decimal');
            $table->boolean('a_boolean')->default(true);
            $table->enum('an_enum', ['low', 'high'])->default('low');
            $table->json('a_json')->default('{}');
            $table->jsonb('a_jsonb')->nullable();
            $table->date('a_date')->nullable();
            $table->dateTime('a_date_time')->nullable();
            $table->dateTimeTz('a_date_time_tz', 3)->nullable();
            $table->time('a_time')->nullable();
            $table->timeTz('a_time_tz')->nullable();
            $table->timestamp('a_timestamp')->useCurrent();
            $table->timestampTz('a_timestamp_tz', 6)->useCurrent();
            $table->timestamp('by_expression')->default(DB::raw('CURRENT_TIMESTAMP'));
            $table->year('a_year')->default(1999);
            $table->binary('a_binary')->nullable();
            $table->uuid('a_uuid')->nullable();
            $table->ipAddress('an_address')->nullable();
            $table->macAddress('a_mac')->nullable();
            $table->string('upper')->storedAs('upper(a_string)')->nullable();
            $table->string('sorted')->collation('C')->default('a');
        });
    }

    public function down()
    {
        Schema::drop('types');
    }
}
