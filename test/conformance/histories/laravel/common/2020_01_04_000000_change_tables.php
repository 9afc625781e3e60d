<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    private const FLAGS = ['is_hidden' => false, 'is_pinned' => true];

    private array $indexes = [['posts', ['category_id'], 'posts_by_category'], ['users', ['created_at', 'id'], 'users_by_age']];

    public function up(): void
    {
        Schema::table('posts', function (Blueprint $table) {
            foreach (self::FLAGS as $name => $value) {
                $table->boolean($name)->default($value);
            }
            if (! Schema::hasColumn('posts', 'title')) {
                $table->string('title');
            }
            $table->dropUnique(['user_id', 'title']);
            $table->dropColumn(['body']);
        });

        foreach ($this->indexes as [$table, $columns, $name]) {
            if (! $this->indexExists($name)) {
                $list = implode(', ', array_map(fn ($column) => "\"$column\"", $columns));
                DB::statement("CREATE INDEX {$name} ON {$table} ({$list})");
            }
        }

        if (Schema::hasTable('nobody') || DB::getDriverName() !== 'pgsql') {
            return;
        }
        DB::statement('ALTER TABLE users ADD CONSTRAINT email_has_at CHECK (position(\'@\' in email) > 0)');
        DB::unprepared(<<<'SQL'
            CREATE VIEW recent_users AS SELECT id, created_at FROM users WHERE id > 100;
            COMMENT ON TABLE posts IS 'What is written';
            SQL);
        DB::table('users')->where('name', '')->update(['is_admin' => false]);
    }

    public function down(): void
    {
        DB::statement('DROP VIEW recent_users');
        DB::statement('ALTER TABLE users DROP CONSTRAINT email_has_at');
        foreach (array_reverse($this->indexes) as [, , $name]) {
            DB::statement("DROP INDEX IF EXISTS \"{$name}\"");
        }
        Schema::table('posts', function (Blueprint $table) {
            $table->dropColumn(array_keys(self::FLAGS));
            $table->text('body')->nullable();
            $table->unique(['user_id', 'title']);
        });
        DB::statement('COMMENT ON TABLE posts IS NULL');
    }

    private function indexExists(string $name): bool
    {
        return DB::selectOne('SELECT 1 FROM pg_indexes WHERE indexname = ?', [$name]) !== null;
    }
};
