import { describe, expect, test } from 'vitest'
import { played } from '../played.ts'
import { classOf, inApplication, path, read, saidBy, sqlBeside, sqlOf } from './read-laravel.ts'

describe('constants of the application that a migration reads', () => {
  const base = `<?php namespace App\\Models; abstract class Base extends \\Illuminate\\Database\\Eloquent\\Model { const KIND = 'base'; }`
  const user = `<?php
namespace App\\Models;
use App\\Contracts\\HasLimit;
class User extends Base {
  public const FORMAT = 'locale', MILES = 3;
  const string TYPED = self::FORMAT . '-x';
  const RATIO = -1;
  const LIMIT = HasLimit::LIMIT * 2;
  const ALL = ['a' => self::FORMAT, 'b' => parent::KIND];
  const SYSTEM = PHP_OS_FAMILY;
  const ELSEWHERE = \\Vendor\\Thing::NAME;
}`
  const files = {
    'app/Models/Base.php': base,
    'app/Models/User.php': user,
    'app/Contracts/HasLimit.php': '<?php namespace App\\Contracts; interface HasLimit { const LIMIT = 21; }',
    'packages/billing/src/Deep/Plan.php': `<?php namespace Billing\\Deep; final class Plan { const TABLE = 'plans'; }`,
  }
  const defaultOf = (constant: string): readonly string[] =>
    sqlBeside(`Schema::table('t', fn (Blueprint $table) => $table->string('a')->default(${constant}));`, files)

  test.each([
    ['\\App\\Models\\User::FORMAT', 'locale'],
    ['\\App\\Models\\User::MILES', '3'],
    ['\\App\\Models\\User::TYPED', 'locale-x'],
    ['\\App\\Models\\User::RATIO', '-1'],
    ['\\App\\Models\\User::LIMIT', '42'],
    ["\\App\\Models\\User::ALL['b']", 'base'],
    ['\\App\\Models\\User::KIND', 'base'],
    ['\\Billing\\Deep\\Plan::TABLE', 'plans'],
  ])('%s is what the file of its class says', (constant, value) => {
    expect(defaultOf(constant)).toEqual([`alter table "t" add column "a" varchar(255) not null default '${value}'`])
  })

  test.each([
    ['\\App\\Models\\User::SYSTEM', 'reads the constant PHP_OS_FAMILY'],
    ['\\App\\Models\\User::ELSEWHERE', 'reads Thing::NAME'],
    ['\\App\\Models\\User::NONE', 'reads User::NONE'],
    ['\\App\\Models\\Nobody::KIND', 'reads Nobody::KIND'],
    ['\\Vendor\\Thing::NAME', 'reads Thing::NAME'],
  ])('%s is known only when it runs', (constant, reason) => {
    expect(defaultOf(constant)).toEqual([`[${reason}]`])
  })

  test('the class is found by what the file imports, also under another name and below a folder', () => {
    const text = classOf(
      `public function up(): void { Schema::drop(U::FORMAT); Schema::drop(Plan::TABLE); }`,
      'use App\\Models\\User as U;\nuse Billing\\Deep\\Plan;',
    )
    const below = Object.fromEntries(Object.entries(files).map(([name, each]) => [`backend/${name}`, each]))
    const { readText } = inApplication(below, 'backend/')
    expect(saidBy(read({ [`backend/${path}`]: text }, { readText }).migrations[0]!)).toEqual(['drop table "locale"', 'drop table "plans"'])
  })

  test('each file is read once, and none above the repository', () => {
    const { readText, asked } = inApplication({
      ...files,
      'composer.json': JSON.stringify({ autoload: { 'psr-4': { 'App\\': 'app/', 'Up\\': '../up/' } } }),
    })
    sqlOf(`Schema::drop(\\App\\Models\\User::FORMAT); Schema::drop(\\App\\Models\\User::FORMAT); Schema::drop(\\Up\\X::A);`, { readText })
    expect(asked.filter(each => each === 'app/Models/User.php')).toHaveLength(1)
    expect(asked.filter(each => each.includes('..'))).toEqual([])
  })

  test('cases of an enum and their values; its own methods are program code', () => {
    const level = `<?php namespace App\\Enums; enum Level: string { case High = 'high'; case Low = self::LOWEST; const LOWEST = 'low';
      public static function values(): array { return array_column(self::cases(), 'value'); } }`
    const beside = (body: string) => sqlBeside(body, { 'app/Enums/Level.php': level })
    expect(
      beside(`
        Schema::table('t', fn (Blueprint $table) => $table->enum('level', array_column(\\App\\Enums\\Level::cases(), 'value'))->default(\\App\\Enums\\Level::Low));
        Schema::drop(\\App\\Enums\\Level::High->value);
        if (\\App\\Enums\\Level::from('high') === \\App\\Enums\\Level::High) Schema::drop('same');`),
    ).toEqual([
      `alter table "t" add column "level" varchar(255) check ("level" in ('high', 'low')) not null default 'low'`,
      'drop table "high"',
      'drop table "same"',
    ])
    expect(beside(`foreach (\\App\\Enums\\Level::values() as $each) Schema::drop($each);`)).toEqual(['[calls Level::values()]'])
  })

  test('constants that are each other, and files that are no PHP or no JSON, end nothing but what reads them', () => {
    const loop = '<?php namespace App; class Loop { const A = self::B; const B = self::A; }'
    const said = sqlBeside('Schema::drop(\\App\\Loop::A);', { 'app/Loop.php': loop })
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^\[/)
    expect(sqlBeside('Schema::drop(\\App\\Bad::A); DB::statement("SELECT 1");', { 'app/Bad.php': '<?php class { const A = 1' })).toEqual([
      '[reads Bad::A]',
      'SELECT 1',
    ])
    expect(sqlBeside('Schema::drop(\\App\\Models\\User::FORMAT);', { ...files, 'composer.json': '{,' })).toEqual(['[reads User::FORMAT]'])
  })

  test('a model is known by its file: its table, its key, and that its rows are not', () => {
    const team = `<?php namespace App; use Illuminate\\Database\\Eloquent\\Model; class Team extends Model { use HasUuids; protected $table = 'groups'; }`
    const { readText } = inApplication({ 'app/Team.php': team })
    expect(
      sqlOf(`Schema::table('t', fn (Blueprint $table) => $table->foreignIdFor(\\App\\Team::class)->constrained());`, { readText }),
    ).toEqual([
      'alter table "t" add column "team_id" uuid not null',
      'alter table "t" add constraint "t_team_id_foreign" foreign key ("team_id") references "groups" ("id")',
    ])
    const [migration] = read(
      { [path]: classOf(`public function up(): void { \\App\\Team::chunk(9, fn () => 1); }`) },
      { readText },
    ).migrations
    expect(played(migration!.up).said.map(({ code }) => code)).toMatchObject([{ reason: 'calls the model Team', touches: ['groups'] }])
  })
})

describe('files of the application that a migration reads', () => {
  const files = { 'database/sql/a.sql': 'SELECT 1', 'storage/b.sql': 'SELECT 2', '.env': 'SELECT 3' }

  test('SQL is what its file says, also one that is asked for first', () => {
    expect(
      sqlBeside(
        `DB::unprepared(file_get_contents(database_path('sql/a.sql')));
         DB::unprepared(\\Illuminate\\Support\\Facades\\File::get(__DIR__ . '/../sql/a.sql'));
         if (file_exists(base_path('database/sql/a.sql'))) DB::statement('SELECT 9');
         if (file_exists(database_path('sql/none.sql'))) DB::statement('SELECT 8');`,
        files,
      ),
    ).toEqual(['SELECT 1', 'SELECT 1', 'SELECT 9'])
  })

  test('below a folder of the repository too', () => {
    const { readText } = inApplication({ 'backend/database/sql/a.sql': 'SELECT 1' }, 'backend/')
    const text = classOf(
      `public function up(): void { foreach ([database_path('sql/a.sql'), __DIR__ . '/../sql/a.sql'] as $each) DB::unprepared(file_get_contents($each)); }`,
    )
    expect(saidBy(read({ [`backend/${path}`]: text }, { readText }).migrations[0]!)).toEqual(['SELECT 1', 'SELECT 1'])
  })

  test.each([
    ['storage_path("b.sql")', 'storage/b.sql'],
    ['base_path(".env")', '.env'],
    ['database_path("../.env")', 'database/../.env'],
    ['database_path("none.sql")', 'database/none.sql'],
  ])('%s is known only when it runs: a deployment has its own, or it is not there', (call, name) => {
    expect(sqlBeside(`DB::unprepared(file_get_contents(${call}));`, files)).toEqual([`[reads the file ${name}]`])
  })

  test('whether a file is there is not known where there is no repository to look in, nor of what a deployment writes', () => {
    expect(sqlOf(`if (file_exists(database_path('sql/a.sql'))) DB::statement('SELECT 1');`)).toEqual(['[calls file_exists()]'])
    expect(sqlBeside(`if (file_exists(storage_path('b.sql'))) DB::statement('SELECT 1');`, files)).toEqual(['[calls file_exists()]'])
  })
})
