import { describe, expect, test } from 'vitest'
import { cut, files, played } from '../played.ts'
import { classOf, codesOf, migrationOf, notesOf, path, saidBy, sqlOf } from './read-laravel.ts'

describe('what a migration says in PHP', () => {
  test('loops over literals, properties, constants, own methods and texts put together are followed', () => {
    const said = saidBy(
      migrationOf(`
        private const TABLES = ['a', 'b'];
        private array $indexes = [['servers', ['team_id', 'name'], 'by_team']];

        public function up(): void
        {
            foreach (self::TABLES as $n => $table) {
                if ($n === 0) { continue; }
                $this->addNote($table);
            }
            foreach ($this->indexes as [$table, $columns, $name]) {
                $list = implode(', ', array_map(fn ($column) => "\\"$column\\"", $columns));
                DB::statement("CREATE INDEX {$name} ON {$table} ({$list})");
                DB::statement(sprintf('ANALYZE %s', $table));
            }
            for ($i = 1; $i <= 2; $i++) DB::statement('SELECT ' . $i);
        }

        private function addNote(string $table, bool $isNullable = true): void
        {
            Schema::table($table, function (Blueprint $t) use ($isNullable) {
                $t->text('note')->nullable($isNullable);
            });
        }
      `),
    )
    expect(said).toEqual([
      'alter table "b" add column "note" text null',
      'CREATE INDEX by_team ON servers ("team_id", "name")',
      'ANALYZE servers',
      'SELECT 1',
      'SELECT 2',
    ])
  })

  test('what the constructor sets up is known, and another connection is named', () => {
    const { said, notes } = played(
      migrationOf(`
        protected $connection = 'reporting';
        private array $tables;
        public function __construct() { $this->tables = ['a' => ['x']]; }
        public function up(): void {
            foreach ($this->tables as $table => $columns) Schema::dropColumns($table, $columns);
        }`).up,
    )
    expect(said.map(({ sql }) => sql)).toEqual(['alter table "a" drop column "x"'])
    expect(notes).toMatchObject([{ code: 'other-connection' }])
  })

  test('the way of PostgreSQL is taken, whoever asks for the driver', () => {
    expect(
      sqlOf(`
        if (DB::getDriverName() === 'mysql') { DB::statement('mysql'); return; }
        $sql = match (Schema::getConnection()->getDriverName()) { 'pgsql' => 'SELECT 1', default => 'SELECT 2' };
        DB::statement($sql);
        if (config('database.default') !== 'pgsql') return;
        DB::connection()->getDriverName() === 'sqlite' ? DB::statement('no') : DB::statement('SELECT 3');
        switch (DB::connection()->getDriverName()) { case 'sqlite': DB::statement('no'); break; case 'pgsql': DB::statement('SELECT 4'); break; default: DB::statement('no'); }
      `),
    ).toEqual(['SELECT 1', 'SELECT 3', 'SELECT 4'])
  })

  test('values bound to SQL and rows written by known values become literals', () => {
    expect(
      sqlOf(`
        DB::statement("UPDATE a SET b = ?, c = 'why?' WHERE d = ?", ["it's", 5]);
        DB::table('users')->where('role', 'admin')->whereNull('gone_at')->orWhere('n', '>', 3)->update(['ok' => true, 'x' => null]);
        DB::table('roles')->insert([['name' => 'a', 'n' => 1], ['name' => 'b', 'n' => 2]]);
        DB::table('users')->whereIn('id', [1, 2])->delete();
      `),
    ).toEqual([
      "UPDATE a SET b = 'it''s', c = 'why?' WHERE d = '5'",
      `update "users" set "ok" = '1', "x" = null where "role" = 'admin' and "gone_at" is null or "n" > '3'`,
      `insert into "roles" ("name", "n") values ('a', '1'), ('b', '2')`,
      `delete from "users" where "id" in ('1', '2')`,
    ])
  })

  test('program code is kept in one piece, with what only makes ready for it and the tables it names', () => {
    const body = `
      Schema::dropIfExists('old');
      $batch = 100;
      $users = \\App\\Models\\User::where('a', 1)->get();
      foreach ($users as $user) {
          DB::table('profiles')->where('user_id', $user->id)->update(['n' => $batch]);
      }
      Schema::dropIfExists('older');`
    expect(sqlOf(body)).toEqual(['drop table if exists "old"', '[calls the model User]', 'drop table if exists "older"'])
    const [code] = codesOf(body)
    expect(code).toMatchObject({ language: 'php', touches: ['users', 'profiles'] })
    expect(code!.source).toMatch(/^\$batch = 100;\n\$users = [\s\S]*\n}$/)
  })

  test('a branch by rows is kept whole; one that may end the migration is named', () => {
    expect(sqlOf(`if (DB::table('users')->count() > 0) { Schema::drop('users'); }\nSchema::drop('b');`)).toEqual([
      '[works on rows of users]',
      'drop table "b"',
    ])
    const notes = notesOf(`if (\\App\\Models\\Team::count() === 0) { return; }\nSchema::drop('b');`)
    expect(notes).toMatchObject([{ code: 'may-end-early', severity: 'warning', span: { line: 11 } }])
  })

  test('a failure that is caught and forgotten is named, one raised again is not', () => {
    const caught = (then: string) => notesOf(`try { Schema::drop('a'); } catch (\\Throwable $e) { ${then} }`)
    expect(caught('Log::error($e->getMessage());')).toMatchObject([{ code: 'failure-recorded-as-success', severity: 'warning' }])
    expect(caught('throw $e;')).toEqual([])
    expect(sqlOf(`try { Schema::drop('a'); } catch (\\Throwable $e) { Schema::drop('b'); } finally { Schema::drop('c'); }`)).toEqual([
      'drop table "a"',
      'drop table "c"',
    ])
  })

  test('transactions, log lines and echoes', () => {
    const { said } = played(
      migrationOf(`
        public $withinTransaction = false;
        public function up(): void
        {
            echo 'begins';
            \\Log::info('x');
            DB::transaction(function () { DB::statement('SELECT 1'); });
            DB::statement('SELECT 2');
        }`).up,
    )
    expect(said.map(({ sql, transaction }) => [sql, transaction])).toEqual([
      ['SELECT 1', 'in'],
      ['SELECT 2', undefined],
    ])
  })

  test('places: a column from its first call to its last, SQL inside a here-document line by line', () => {
    const body = `Schema::table('users', function (Blueprint $table) {
        $table->string('a')
            ->nullable();
    });
    DB::unprepared(<<<'SQL'
        SELECT 1;
        SELECT é;
        SQL);
    DB::statement('SELECT 3');`
    const text = classOf(`public function up(): void {\n${body}\n}`)
    const { said } = played(migrationOf(`public function up(): void {\n${body}\n}`).up)
    expect(said.map(({ at }) => cut(files({ [path]: text }), at))).toEqual([
      "$table->string('a')\n            ->nullable()",
      'SELECT 1',
      'SELECT é',
      'SELECT 3',
    ])
  })

  test('settings come from the files of the application or of a known package, enums and constants from theirs', () => {
    const others = {
      'config/app.php': `<?php return ['timezone' => env('TZ', 'Europe/Berlin'), 'nested' => ['table' => 'things'], 'other' => unknown()];`,
      'app/Enums/Level.php': `<?php namespace App\\Enums; enum Level: string { case High = 'high'; case Low = 'low'; const FIRST = self::High; }`,
    }
    expect(
      sqlOf(
        `Schema::drop(config('app.nested.table'));
         Schema::drop(config('permission.table_names.roles'));
         Schema::table('t', fn (Blueprint $table) => $table->enum('level', array_column(\\App\\Enums\\Level::cases(), 'value'))->default(\\App\\Enums\\Level::FIRST));
         DB::table('t')->update(['at' => now()]);`,
        {},
        others,
      ),
    ).toEqual([
      'drop table "things"',
      'drop table "roles"',
      `alter table "t" add column "level" varchar(255) check ("level" in ('high', 'low')) not null default 'high'`,
      `update "t" set "at" = date_trunc('second', now() at time zone 'Europe/Berlin')`,
    ])
  })

  test('what never ends, recursion and text that is no PHP are kept and named', () => {
    expect(sqlOf('while (true) { $a = 1; }')).toEqual(['[takes too many steps]'])
    const { said } = played(migrationOf('public function up(): void { $this->up(); }').up)
    expect(said).toHaveLength(1)
    expect(said[0]!.code).toBeDefined()
  })
})
