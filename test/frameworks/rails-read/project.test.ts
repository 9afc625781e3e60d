import { describe, expect, test } from 'vitest'
import { findProjects } from '../../../src/frameworks/rails/project.ts'
import type { Repository } from '../../../src/frameworks/read.ts'
import { replay } from '../../../src/history/replay.ts'
import { classOf, engine, frontEnd } from './read-rails.ts'

const repository = (files: Readonly<Record<string, string>>): Repository => ({ paths: Object.keys(files), read: path => files[path] })
const migration = classOf('create_table :a')
const lock = 'GEM\n  specs:\n    activerecord (7.2.1.1)\n      activemodel (= 7.2.1.1)\n    pg (1.5.6)\n'

describe('projects of Rails', () => {
  test('an application: version by its lock file, engine by database.yml, post-deployment files with the others', () => {
    expect(
      findProjects(
        repository({
          'Gemfile.lock': lock,
          'config/database.yml':
            'default: &default\n  adapter: postgresql\n  pool: <%= ENV.fetch("POOL") { 5 } %>\nproduction:\n  <<: *default\n',
          'config/application.rb': 'config.active_record.table_name_prefix = "shop_"\n',
          'config/initializers/generators.rb':
            '# primary_key_type: :string\nRails.application.config.generators do |g|\n  g.orm :active_record, primary_key_type: :uuid\nend\n',
          'db/schema.rb': '',
          'db/migrate/20260101000000_a.rb': migration,
          'db/post_migrate/20260101000001_b.rb': migration,
          'db/migrate/README.md': '',
        }),
      ),
    ).toEqual([
      {
        folders: ['db/migrate', 'db/post_migrate'],
        schemaFile: 'db/schema.rb',
        version: '7.2.1.1',
        engine: 'postgres',
        options: { version: '7.2', tablePrefix: 'shop_', primaryKeyType: 'uuid' },
        because: 'Gemfile.lock has activerecord 7.2.1.1',
      },
    ])
  })

  test('several databases are a project each', () => {
    const projects = findProjects(
      repository({
        'Gemfile.lock': lock,
        'config/database.yml':
          'production:\n  primary:\n    adapter: postgresql\n  animals:\n    adapter: trilogy\n    migrations_paths: db/animals_migrate\n',
        'db/migrate/20260101000000_a.rb': migration,
        'db/animals_migrate/20260101000000_a.rb': migration,
        'db/animals_structure.sql': '',
      }),
    )
    expect(projects.map(({ folders, engine: name, schemaFile, database }) => [folders, name, schemaFile, database])).toEqual([
      [['db/migrate'], 'postgres', undefined, 'primary'],
      [['db/animals_migrate'], 'mysql', 'db/animals_structure.sql', 'animals'],
    ])
  })

  test('a database with a replica is no several', () => {
    const [project] = findProjects(
      repository({
        'Gemfile.lock': lock,
        'config/database.yml': 'production:\n  primary:\n    adapter: postgresql\n  reading:\n    adapter: postgresql\n    replica: true\n',
        'db/migrate/20260101000000_a.rb': migration,
      }),
    )
    expect(project).toMatchObject({ engine: 'postgres' })
    expect(project?.database).toBeUndefined()
  })

  test('an engine in a folder of its own, known by its files alone', () => {
    expect(
      findProjects(
        repository({
          'core/db/migrate/20260101000000_a.rb': migration,
          'core/core.gemspec': 's.add_dependency "activerecord", ">= 7.0", "< 9"',
          'other/db/migrate/20260101000000_a.rb': 'puts 1',
        }),
      ),
    ).toEqual([
      {
        folders: ['core/db/migrate'],
        version: '7.1',
        options: { version: '7.1' },
        because: 'core/db/migrate has migrations of Active Record',
      },
    ])
  })

  test.each([
    ['the newest migration', { 'db/migrate/20260102000000_b.rb': 'class B < ActiveRecord::Migration[7.2]\nend\n' }, '7.2'],
    ['schema.rb', { 'db/schema.rb': 'ActiveRecord::Schema[7.1].define(version: 2026_01_01_000000) do\nend\n' }, '7.1'],
    ['a Gemfile that wants a later one', { Gemfile: 'gem "rails", "~> 8.0"\n' }, '8.0'],
  ])('without a lock file the version is that of %s', (_, files, version) => {
    const all = { 'db/migrate/20260101000000_a.rb': 'class A < ActiveRecord::Migration[6.1]\nend\n', ...files }
    expect(findProjects(repository(all))[0]?.options.version).toBe(version)
  })

  test('a database.yml that is no YAML leaves the gems to tell', () => {
    const [project] = findProjects(
      repository({ 'Gemfile.lock': lock, 'config/database.yml': 'a: [\n', 'db/migrate/20260101000000_a.rb': migration }),
    )
    expect(project?.engine).toBe('postgres')
  })
})

describe('a history', () => {
  test('is in the order of its versions as numbers, whatever engine a file is from', () => {
    const paths = [
      'db/migrate/20260101000000_c.rb',
      'db/migrate/010_b.rb',
      'db/migrate/9_a.rb',
      'db/migrate/20260101000001_d.active_storage.rb',
    ]
    expect(
      frontEnd
        .read(
          paths.map(path => ({ path, text: migration })),
          {},
        )
        .migrations.map(({ id, name }) => `${id} ${name}`),
    ).toEqual(['9 a', '10 b', '20260101000000 c', '20260101000001 d'])
    expect(paths.every(frontEnd.isSource)).toBe(true)
    expect(['db/migrate/notes.rb', 'app/models/1_a.rb', 'db/seeds.rb', 'db/schema.rb'].some(frontEnd.isSource)).toBe(false)
  })

  test('names a version that is there twice, and goes on beside a file that cannot be read', () => {
    const { migrations, diagnostics } = frontEnd.read(
      [
        { path: 'db/migrate/1_a.rb', text: migration },
        { path: 'db/migrate/001_b.rb', text: migration },
        {
          path: 'db/migrate/2_c.rb',
          text: 'class C < ActiveRecord::Migration[7.1]\n  def change\n    create_table :c do |t\n  end\nend\n',
        },
        { path: 'db/migrate/3_d.rb', text: 'module Nothing; end' },
      ],
      {},
    )
    expect(migrations.map(({ id }) => id)).toEqual(['1', '1', '2', '3'])
    expect([...new Set(diagnostics.map(({ code, span }) => `${code} ${span!.file}`))]).toEqual([
      'unreadable-ruby db/migrate/2_c.rb',
      'no-migration db/migrate/3_d.rb',
      'version-twice db/migrate/001_b.rb',
    ])
  })
})

describe('a dump', () => {
  const tablesOf = (path: string, text: string) => {
    const dump = frontEnd.readSchema!({ path, text }, { version: '7.1' })
    const [played] = replay({ migrations: [dump], diagnostics: [] }, { engine })
    return { id: dump.id, played: played! }
  }

  test('in Ruby makes its tables from nothing, as the version in its header means it', () => {
    const text = (header: string) =>
      `ActiveRecord::Schema${header}.define(version: 2026_01_02_030405) do\n  enable_extension "plpgsql"\n  create_table "a", force: :cascade do |t|\n    t.datetime "at"\n    t.vector "v", limit: 3\n  end\nend\n`
    const at = (header: string) => {
      const { id, played } = tablesOf('db/schema.rb', text(header))
      expect(id).toBe('20260102030405')
      expect(played.diagnostics).toEqual([])
      return played.after.tables.get('a')!.columns.map(({ type }) => type.native)
    }
    expect(at('[7.1]')).toEqual(['bigint', 'timestamp(6) without time zone', 'vector(3)'])
    expect(at('')).toEqual(['bigint', 'timestamp without time zone', 'vector(3)'])
  })

  test('in SQL is read as such', () => {
    const { played } = tablesOf('db/structure.sql', 'CREATE TABLE public.a (id integer NOT NULL);\n')
    expect(played.after.tables.keys()).toEqual(['a'])
  })

  test('of something else is kept as code', () => {
    const { played } = tablesOf('db/schema.rb', 'puts 1')
    expect(played.up.map(({ step }) => step.kind)).toEqual(['run-code'])
  })
})
