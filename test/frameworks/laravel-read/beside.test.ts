import { describe, expect, test } from 'vitest'
import { played } from '../played.ts'
import { classOf, codesOf, path, read, saidBy, sqlOf } from './read-laravel.ts'

type Files = Readonly<Record<string, string>>

const composer = JSON.stringify({ autoload: { 'psr-4': { 'App\\': 'app/', 'Billing\\': ['packages/none/', 'packages/billing/src'] } } })

/** A repository around the migration: an application with what its files say. */
const inApplication = (files: Files, root = ''): { readonly readText: (path: string) => string | undefined; readonly asked: string[] } => {
  const all: Files = { [`${root}artisan`]: '', [`${root}composer.json`]: composer, ...files }
  const asked: string[] = []
  return {
    asked,
    readText: each => {
      asked.push(each)
      return all[each]
    },
  }
}

const sqlBeside = (body: string, files: Files): readonly string[] => sqlOf(body, { readText: inApplication(files).readText })

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

describe('settings of the application that a migration reads', () => {
  const auth = `<?php
use App\\Models\\User;
return [
  'defaults' => ['guard' => 'web'],
  'passwords' => ['users' => [
    'table' => 'resets', 'expire' => 60, 'throttle' => env('THROTTLE', 60), 'host' => parse_url('http://a'), 'twice' => 'a', 'twice' => 'b',
    'model' => User::class, 'roles' => ['a', 'b'], 'mixed' => ['a' => env('A')], 'none' => null,
  ]],
  'spread' => ['x' => 'a', ...other()],
  'keyed' => ['x' => 'a', User::KEY => 'b'],
];`
  const tableOf = (key: string, otherwise = ''): readonly string[] =>
    sqlBeside(`Schema::drop(config('${key}'${otherwise}));`, { 'config/auth.php': auth })

  test.each([
    ['auth.passwords.users.table', 'resets'],
    ['auth.passwords.users.expire', '60'],
    ['auth.passwords.users.twice', 'b'],
    ['auth.passwords.users.model', 'App\\Models\\User'],
    ['auth.defaults.guard', 'web'],
  ])('%s is what its file says', (key, table) => {
    expect(tableOf(key)).toEqual([`drop table "${table}"`])
    expect(tableOf(key, ", 'otherwise'")).toEqual([`drop table "${table}"`])
  })

  test.each([
    ['auth.passwords.users.throttle', ', which THROTTLE decides'],
    ['auth.passwords.users.host', ', which is computed'],
    ['auth.passwords.users.mixed', ', which is computed'],
    ['auth.spread.x', ', which is computed'],
    ['auth.keyed.x', ', which is computed'],
    ['auth.passwords.users.absent', ''],
    ['auth.absent', ''],
    ['auth', ''],
    ['other.table', ''],
    ['../secret.table', ''],
  ])('%s is known only when it runs, whatever stands beside it', (key, why) => {
    expect(tableOf(key)).toEqual([`[reads the setting ${key}${why}]`])
    expect(tableOf(key, ", 'otherwise'")).toEqual([`[reads the setting ${key}${why}]`])
  })

  test('an array of them, and nothing, are values too', () => {
    expect(
      sqlBeside(
        `foreach (config('auth.passwords.users.roles') as $role) Schema::drop($role);
         if (config('auth.passwords.users.none', 'x') === null) Schema::drop('none');
         Schema::drop(\\Illuminate\\Support\\Facades\\Config::get('auth.passwords.users.table'));`,
        { 'config/auth.php': auth },
      ),
    ).toEqual(['drop table "a"', 'drop table "b"', 'drop table "none"', 'drop table "resets"'])
  })

  test('what holds for PostgreSQL in production comes before the file', () => {
    const files = {
      'config/database.php': `<?php return ['default' => 'mysql', 'log' => env('DB_CONNECTION', 'mysql')];`,
      'config/app.php': `<?php return ['env' => 'local'];`,
    }
    expect(sqlBeside(`Schema::drop(config('database.default') . config('app.env') . config('database.log'));`, files)).toEqual([
      'drop table "pgsqlproductionpgsql"',
    ])
  })

  test("a package's own file as it brings it is its default; another value holds; one that the environment may set does not", () => {
    const logs = (table: string) =>
      sqlBeside(`Schema::drop(config('activitylog.table_name'));`, { 'config/activitylog.php': `<?php return ['table_name' => ${table}];` })
    expect(logs("env('ACTIVITY_LOGGER_TABLE_NAME', 'activity_log')")).toEqual(['drop table "activity_log"'])
    expect(logs("'log'")).toEqual(['drop table "log"'])
    expect(logs("env('LOG_TABLE', 'log')")).toEqual(['[reads the setting activitylog.table_name, which LOG_TABLE decides]'])
  })

  test('a file that does more than return its array, and settings of a package, which applications replace, are not taken', () => {
    const setting = `Schema::drop(config('own.table'));`
    const early = `<?php if (PHP_SAPI === 'cli') { return ['table' => 'b']; } return ['table' => 'a'];`
    expect(sqlBeside(setting, { 'config/own.php': early })).toEqual(['[reads the setting own.table]'])
    const own = { 'config/own.php': `<?php return ['table' => 'a'];` }
    expect(sqlBeside(setting, own)).toEqual(['drop table "a"'])
    const { artisan: _, ...package_ } = { artisan: '', 'composer.json': composer, ...own }
    expect(sqlOf(setting, { readText: each => (package_ as Files)[each] })).toEqual(['[reads the setting own.table]'])
  })

  test("Fortify's question for the confirmation of a second factor is answered by its feature", () => {
    const asked = (features: string) =>
      sqlBeside(`if (\\Laravel\\Fortify\\Fortify::confirmsTwoFactorAuthentication()) Schema::drop('a');`, {
        'config/fortify.php': `<?php use Laravel\\Fortify\\Features; return ['features' => [Features::registration(), ${features}]];`,
      })
    expect(asked("Features::twoFactorAuthentication(['confirm' => true, 'confirmPassword' => true])")).toEqual(['drop table "a"'])
    expect(asked("Features::twoFactorAuthentication([\n// 'confirm' => true,\n'confirmPassword' => true])")).toEqual([])
    expect(asked('')).toEqual([])
    expect(asked('...more()')).toEqual(['[calls Fortify::confirmsTwoFactorAuthentication()]'])
    expect(asked("Features::twoFactorAuthentication(['confirm' => env('CONFIRM', true)])")).toEqual([
      '[calls Fortify::confirmsTwoFactorAuthentication()]',
    ])
  })

  test('a migration by itself, without a repository, knows no setting', () => {
    expect(codesOf(`Schema::drop(config('own.table'));`).map(({ reason }) => reason)).toEqual(['reads the setting own.table'])
  })
})
