<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('categories', function (Blueprint $table) {
            $table->bigIncrements('id');
            $table->string('slug')->unique('categories_by_slug');
        });

        Schema::create('posts', function (Blueprint $table) {
            $table->uuid('id')->primary();
            $table->foreignId('user_id')->constrained()->onDelete('cascade')->onUpdate('no action');
            $table->foreignId('category_id')->nullable()->constrained()->nullOnDelete();
            $table->unsignedBigInteger('editor_id')->nullable();
            $table->string('title', 200);
            $table->text('body')->nullable();
            $table->morphs('subject');
            $table->nullableUuidMorphs('owner', 'posts_by_owner');
            $table->foreign('editor_id', 'posts_editor')->references('id')->on('users')->restrictOnDelete()->deferrable()->initiallyImmediate(false);
            $table->unique(['user_id', 'title']);
            $table->index('title', 'posts_title_hash', 'hash');
            $table->rawIndex('lower(title), user_id', 'posts_lower_title');
        });

        Schema::create('post_tag', function (Blueprint $table) {
            $table->uuid('post_id');
            $table->integer('tag_id');
            $table->primary(['post_id', 'tag_id']);
            $table->foreign('post_id')->references('id')->on('posts')->cascadeOnDelete();
        });
    }

    public function down(): void
    {
        Schema::dropIfExists('post_tag');
        Schema::dropIfExists('posts');
        Schema::dropIfExists('categories');
    }
};
