import { describe, expect, test } from 'vitest'
import { codesOf, composer, sqlBeside, sqlOf, type Files } from './read-laravel.ts'

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
