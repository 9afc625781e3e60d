<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::rename('categories', 'topics');
        Schema::table('posts', function (Blueprint $table) {
            $table->dropForeign(['category_id']);
            $table->dropForeign('posts_editor');
            $table->dropIndex('posts_title_hash');
            $table->dropMorphs('subject');
            $table->renameIndex('posts_by_owner', 'posts_owner');
            $table->foreign('category_id')->references('id')->on('topics');
        });
        Schema::table('types', function (Blueprint $table) {
            $table->dropPrimary();
        });
        Schema::table('users', function (Blueprint $table) {
            $table->dropSoftDeletes();
            $table->dropRememberToken();
        });
    }

    public function down(): void
    {
        Schema::table('users', function (Blueprint $table) {
            $table->rememberToken();
            $table->softDeletes();
        });
        Schema::table('types', function (Blueprint $table) {
            $table->primary('key');
        });
        Schema::table('posts', function (Blueprint $table) {
            $table->dropForeign(['category_id']);
            $table->renameIndex('posts_owner', 'posts_by_owner');
            $table->string('subject_type')->nullable();
            $table->unsignedBigInteger('subject_id')->nullable();
            $table->index(['subject_type', 'subject_id']);
            $table->index('title', 'posts_title_hash', 'hash');
            $table->foreign('editor_id', 'posts_editor')->references('id')->on('users');
        });
        Schema::rename('topics', 'categories');
        Schema::table('posts', function (Blueprint $table) {
            $table->foreign('category_id')->references('id')->on('categories');
        });
    }
};
