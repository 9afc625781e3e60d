import { describe, expect, test } from 'vitest'
import { findProjects } from '../../../src/frameworks/laravel/project.ts'
import type { Project } from '../../../src/frameworks/read.ts'

const find = (files: Readonly<Record<string, string>>): readonly Project[] =>
  findProjects({ paths: Object.keys(files), read: path => files[path] })

const lock = (version: string, more = ''): string => `{"packages": [{"name": "laravel/framework", "version": "v${version}"}${more}]}`
const migration = 'database/migrations/2026_01_01_000000_create_users_table.php'
const config = (name: string): string => `<?php
return [
    'default' => env('DB_CONNECTION', '${name}'),
    'connections' => [
        'mysql' => [
            'driver' => 'mysql',
            'prefix' => '',
        ],
        'main' => [
            'driver' => 'pgsql',
            'prefix' => 'app_',
        ],
    ],
];
`

describe('Laravel projects in a repository', () => {
  test('an application: version from the lock file, driver and prefix from the default connection', () => {
    expect(
      find({ 'composer.json': '{}', 'composer.lock': lock('12.65.0'), 'config/database.php': config('main'), [migration]: '' }),
    ).toEqual([
      {
        folders: ['database/migrations'],
        version: '12.65',
        engine: 'postgres',
        options: { version: '12.65', tablePrefix: 'app_' },
        because: 'composer.lock has laravel/framework 12.65.0',
      },
    ])
  })

  test('what a provider of the application sets for every migration, as those of a module and not of a package', () => {
    const provider = (body: string): string => `<?php class P { public function boot() {\n        ${body}\n    } }`
    const [project] = find({
      'composer.json': '{}',
      'composer.lock': lock('12.65.0'),
      'app/Providers/AppServiceProvider.php': provider('Schema::defaultStringLength(191);\n        // Schema::morphUsingUlids();'),
      'Modules/Blog/Providers/BlogServiceProvider.php': provider('Schema::morphUsingUuids();'),
      'vendor/a/b/src/Providers/P.php': provider('Schema::defaultTimePrecision(3);'),
      [migration]: '',
    })
    expect(project!.options.builderDefaults).toEqual({ stringLength: 191, morphKey: 'uuid' })
  })

  test('the example of the environment overrules the configuration', () => {
    const [project] = find({
      'composer.json': '{}',
      'composer.lock': lock('9.1.0', ', {"name": "doctrine/dbal", "version": "3.8.3"}'),
      'config/database.php': config('main'),
      '.env.example': 'DB_CONNECTION=mysql\n',
      [migration]: '',
    })
    expect(project).toMatchObject({ engine: 'mysql', options: { version: '9.1', doctrine: true } })
    expect(project!.options.tablePrefix).toBeUndefined()
  })

  test('folders of modules are one project with the application; those of vendors and tests are none', () => {
    const [project, ...others] = find({
      'composer.json': '{}',
      'composer.lock': lock('13.0.0'),
      [migration]: '',
      'Modules/Blog/composer.json': '{"name": "own/blog"}',
      'Modules/Blog/Database/Migrations/2026_01_02_000000_create_posts_table.php': '',
      'vendor/a/b/database/migrations/2026_01_03_000000_x_y.php': '',
      'tests/database/migrations/2026_01_03_000000_x_y.php': '',
    })
    expect(others).toEqual([])
    expect(project!.folders).toEqual(['Modules/Blog/Database/Migrations', 'database/migrations'])
  })

  test('an application below the root; a package by what its composer.json asks for; no Laravel, no project', () => {
    expect(
      find({
        'backend/composer.json': '{}',
        'backend/composer.lock': lock('11.2.0'),
        [`backend/${migration}`]: '',
        'package/composer.json': '{"require": {"illuminate/database": "^10.0|^11.0|^12.0"}}',
        [`package/${migration}`]: '',
        'other/composer.json': '{"require": {"doctrine/migrations": "^3"}}',
        [`other/${migration}`]: '',
      }).map(({ folders, version }) => [folders, version]),
    ).toEqual([
      [['backend/database/migrations'], '11.2'],
      [['package/database/migrations'], '12.0'],
    ])
  })
})
