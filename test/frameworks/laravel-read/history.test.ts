import { describe, expect, test } from 'vitest'
import { ids, played } from '../played.ts'
import { classOf, migrationOf, read, saidBy } from './read-laravel.ts'

const up = (body: string): string => classOf(`public function up(): void { ${body} }`)
const drop = (table: string): string => up(`Schema::drop('${table}');`)

describe('a history of Laravel migrations', () => {
  test('is ordered by file name, whatever folder a file lies in', () => {
    const { migrations } = read({
      'database/migrations/2026_01_02_000000_b_b.php': drop('b'),
      'Modules/Blog/Database/Migrations/2026_01_01_000000_a_a.php': drop('a'),
      'database/migrations/0001_01_01_000000_create_users_table.php': drop('users'),
      'database/migrations/readme.php': '<?php',
    })
    expect(ids(migrations)).toEqual(['0001_01_01_000000_create_users_table', '2026_01_01_000000_a_a', '2026_01_02_000000_b_b'])
    expect(migrations.map(({ name }) => name)).toEqual(['create_users_table', 'a_a', 'b_b'])
  })

  test('begins with what schema:dump wrote, without the migrations that are in it', () => {
    const { migrations } = read({
      'database/schema/pgsql-schema.sql': `--
-- PostgreSQL database dump
--
\\restrict x
CREATE TABLE public.users (id bigint);
COPY public.migrations (id, migration, batch) FROM stdin;
1\t2026_01_01_000000_a_a\t1
\\.
`,
      'database/migrations/2026_01_01_000000_a_a.php': drop('a'),
      'database/migrations/2026_01_02_000000_b_b.php': drop('b'),
    })
    expect(ids(migrations)).toEqual(['pgsql-schema.sql', '2026_01_02_000000_b_b'])
    expect(saidBy(migrations[0]!)).toEqual(['CREATE TABLE public.users (id bigint)'])
  })

  test("another database's dump is named and not loaded", () => {
    const { migrations, diagnostics } = read({
      'database/schema/mysql-schema.sql': 'CREATE TABLE `users` (`id` bigint)',
      'database/migrations/2026_01_01_000000_a_a.php': drop('a'),
    })
    expect(ids(migrations)).toEqual(['2026_01_01_000000_a_a'])
    expect(diagnostics).toMatchObject([{ code: 'other-dump' }])
  })

  test('classes with a name, own base classes and traits are found', () => {
    const { migrations } = read({
      'database/migrations/2026_01_01_000000_a_a.php': `<?php
use App\\Database\\Base;
class AA extends Base { use \\App\\Database\\Drops; public function up() { $this->dropBoth('a', $this->other()); } }`,
      'app/Database/Base.php': `<?php namespace App\\Database;
abstract class Base extends \\Illuminate\\Database\\Migrations\\Migration { protected function other() { return 'b'; } }`,
      'app/Database/Drops.php': `<?php namespace App\\Database; use Illuminate\\Support\\Facades\\Schema;
trait Drops { private function dropBoth(string ...$tables) { foreach ($tables as $table) Schema::drop($table); } }`,
    })
    expect(saidBy(migrations[0]!)).toEqual(['drop table "a"', 'drop table "b"'])
  })

  test('a file that is no PHP is named with its place, and stops no other', () => {
    const { migrations, diagnostics } = read({
      'database/migrations/2026_01_01_000000_a_a.php': '<?php\nreturn new class extends Migration {\n  public function up( {\n};',
      'database/migrations/2026_01_02_000000_b_b.php': drop('b'),
      'database/migrations/2026_01_03_000000_c_c.php': '<?php return [];',
    })
    expect(diagnostics).toMatchObject([
      { code: 'unreadable-php', severity: 'error', span: { file: 'database/migrations/2026_01_01_000000_a_a.php', line: 3 } },
      { code: 'no-migration', severity: 'warning' },
    ])
    expect(migrations.map(saidBy)).toEqual([[expect.stringContaining('cannot be read')], ['drop table "b"']])
  })

  test('ways back: missing, empty, one that raises, one that works', () => {
    const back = (down: string) => migrationOf(`public function up(): void {} ${down}`)
    expect(back('').noDown).toBe('missing')
    expect(back('public function down(): void { /* nothing */ }').noDown).toBe('empty')
    expect(back('public function down(): void { throw new \\Exception("no"); }').noDown).toBe('irreversible')
    const works = back(`public function down(): void { Schema::drop('a'); }`)
    expect(works.noDown).toBeUndefined()
    expect(played(works.down).said.map(({ sql }) => sql)).toEqual(['drop table "a"'])
  })

  test('transactions: one for each migration, or none', () => {
    expect(migrationOf('public function up(): void {}').wrapping).toBe('one-each')
    expect(migrationOf('public $withinTransaction = false; public function up(): void {}').wrapping).toBe('none')
  })

  test('shouldRun() that says no passes the migration over', () => {
    const skipped = migrationOf(
      `public function shouldRun(): bool { return DB::getDriverName() === 'mysql'; } public function up(): void { Schema::drop('a'); }`,
    )
    expect(played(skipped.up)).toMatchObject({ said: [], notes: [{ code: 'not-run' }] })
    // Before 12 Laravel did not ask.
    const old = migrationOf(`public function shouldRun(): bool { return false; } public function up(): void { Schema::drop('a'); }`, {
      version: '11',
    })
    expect(saidBy(old)).toEqual(['drop table "a"'])
  })

  test('defaults that a service provider sets hold', () => {
    const provider = `<?php namespace App\\Providers; class AppServiceProvider { public function boot() {
      Schema::defaultStringLength(191);
      Schema::morphUsingUuids();
    } }`
    const files = {
      'database/migrations/2026_01_01_000000_a_a.php': up(
        `Schema::create('a', function (Blueprint $table) { $table->string('x'); $table->morphs('of'); });`,
      ),
    }
    for (const { migrations } of [
      read({ ...files, 'app/Providers/AppServiceProvider.php': provider }),
      read(files, { builderDefaults: { stringLength: 191, morphKey: 'uuid' } }),
    ])
      expect(saidBy(migrations[0]!)[0]).toBe(
        'create table "a" ("x" varchar(191) not null, "of_type" varchar(191) not null, "of_id" uuid not null)',
      )
  })
})
