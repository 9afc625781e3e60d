import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/index.ts'
import { lockstep } from './terminal.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A repository with these files. */
const repository = (texts: Readonly<Record<string, string>> = {}): string => {
  const root = mkdtempSync(join(tmpdir(), 'lockstep-init-'))
  folders.push(root)
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const filesIn = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
    .toSorted()

const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

const migration = 'CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n'
const flywayFile = 'src/main/resources/db/migration/V1__users.sql'

describe('a repository with migrations', () => {
  test('gets configuration, schema, example and job, and all of them work', async () => {
    const root = repository({
      [flywayFile]: migration,
      'src/main/resources/db/migration/V2__email.sql': 'ALTER TABLE users ADD COLUMN email varchar(200);',
      'pom.xml': '<dependency><groupId>org.flywaydb</groupId><artifactId>flyway-core</artifactId><version>10.20.1</version></dependency>',
      'compose.yaml': 'services:\n  db:\n    image: postgres:16-alpine\n  old:\n    image: "postgres:15"\n',
      '.github/workflows/build.yml': 'on: push\n',
    })
    const { code, out, error } = await lockstep('init', root)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toContain('flyway 10.20.1: src/main/resources/db/migration')
    expect(out).toContain('schema: from 2 migrations of src/main/resources/db/migration')
    expect(read(root, 'lockstep.config.ts')).toBe(`/// <reference path="lockstep/types/lockstep.d.ts" />
import { defineConfig } from 'lockstep'

export default defineConfig({
  // The server, as compose.yaml has it; the oldest one counts.
  engine: 'postgres@15',
  framework: 'flyway',
  version: '10.20.1',
  // Where migrations lie; new ones go into the first folder.
  folders: ['src/main/resources/db/migration'],
})
`)
    expect(read(root, 'lockstep/schema.ts')).toContain('email: varchar(200)')
    expect(read(root, '.github/workflows/lockstep.yml')).toContain(
      'check src/main/resources/db/migration --since "origin/$GITHUB_BASE_REF" --format github',
    )
    const planned = await lockstep('plan', join(root, 'lockstep/changes/example.ts'))
    expect(planned).toMatchObject({ code: 0, error: '' })
    expect(planned.out).toContain('add column users.note')
  })

  test('keeps its schema in a dump: that is believed before the migrations', async () => {
    const root = repository({
      'db/migrations/20240101_a.sql': '-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n',
      'db/schema.sql': `\\restrict x\nSET statement_timeout = 0;\nCREATE TABLE public.a (id integer NOT NULL, more text);\n`,
    })
    const { code, out } = await lockstep('init', root)
    expect(code).toBe(0)
    expect(out).toContain('schema: from db/schema.sql')
    expect(read(root, 'lockstep/schema.ts')).toContain('more: text()')
    expect(read(root, 'lockstep.config.ts')).toContain("naming: { layout: 'dbmate' }")
  })

  test('has a schema.rb: that is believed before the migrations, and check can start from it', async () => {
    const schemaFile = `ActiveRecord::Schema[7.2].define(version: 2024_01_01_000000) do
  create_table "users", force: :cascade do |t|
    t.string "name", limit: 40, null: false
    t.index ["name"], name: "index_users_on_name"
  end
end
`
    const root = repository({
      'Gemfile.lock': 'GEM\n  specs:\n    activerecord (7.2.1)\n    pg (1.5.6)\n',
      'config/database.yml': 'production:\n  adapter: postgresql\n',
      'db/schema.rb': schemaFile,
      'db/migrate/20240101000000_create_users.rb':
        'class CreateUsers < ActiveRecord::Migration[7.2]\n  def change\n    create_table :users\n  end\nend\n',
      'db/migrate/20240102000000_widen_name.rb':
        'class WidenName < ActiveRecord::Migration[7.2]\n  def up\n    change_column :users, :name, :text, null: false\n  end\n\n  def down\n    change_column :users, :name, :integer\n  end\nend\n',
    })
    const { code, out } = await lockstep('init', root)
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('schema: from db/schema.rb') })
    expect(read(root, 'lockstep/schema.ts')).toContain('name: varchar(40).notNull()')
    const file = join(root, 'db/migrate/20240102000000_widen_name.rb')
    const checked = await lockstep('check', file, '--schema', join(root, 'db/schema.rb'), '--format', 'json')
    const { findings } = JSON.parse(checked.out) as { findings: { rule: string; way: string }[] }
    expect(findings.filter(({ rule }) => rule === 'change-type-rewrites-table').map(({ way }) => way)).toEqual(['down'])
    const broken = await lockstep('check', file, '--schema', file)
    expect(broken).toMatchObject({ code: 2, error: expect.stringContaining('states no table') })
  })

  test('has several sets: they are listed, and one is chosen by its folder', async () => {
    const root = repository({ 'a/migrations/1_x.up.sql': migration, 'b/migrations/1_y.up.sql': migration })
    const refused = await lockstep('init', root)
    expect(refused.code).toBe(2)
    expect(refused.error).toContain('- sql: a/migrations')
    expect(refused.error).toContain('- sql: b/migrations')
    expect(filesIn(root)).toEqual(['a/migrations/1_x.up.sql', 'b/migrations/1_y.up.sql'])
    expect((await lockstep('init', root, '--folder', 'b/migrations/')).code).toBe(0)
    expect(read(root, 'lockstep.config.ts')).toContain("folders: ['b/migrations']")
  })

  test('has several databases: each gets a name, its schema and its changes, and commands find theirs', async () => {
    const root = repository({
      'Gemfile.lock': 'GEM\n  specs:\n    activerecord (8.1.0)\n    pg (1.5.6)\n    strong_migrations (2.5.0)\n',
      'config/initializers/inflections.rb': "ActiveSupport::Inflector.inflections do |inflect|\n  inflect.acronym 'API'\nend\n",
      'config/database.yml':
        'production:\n  primary:\n    adapter: postgresql\n  animals:\n    adapter: postgresql\n    migrations_paths: db/animals_migrate\n',
      'db/migrate/20240101000000_create_users.rb':
        'class CreateUsers < ActiveRecord::Migration[8.1]\n  def change\n    create_table :users do |t|\n      t.string :name\n    end\n  end\nend\n',
      'db/post_migrate/20240102000000_x.rb':
        'class X < ActiveRecord::Migration[8.1]\n  def change\n    add_column :users, :age, :integer\n  end\nend\n',
      'db/animals_migrate/20240101000000_create_dogs.rb':
        'class CreateDogs < ActiveRecord::Migration[8.1]\n  def change\n    create_table :dogs do |t|\n      t.string :name\n    end\n  end\nend\n',
      '.git/HEAD': '',
    })
    expect((await lockstep('init', root)).error).toContain('or --all, and each is a database')
    const { code, out } = await lockstep('init', root, '--all')
    expect(code).toBe(0)
    expect(out).toContain('animals: rails 8.1.0: db/animals_migrate')
    expect(read(root, 'lockstep.config.ts')).toBe(`/// <reference path="lockstep/types/lockstep.d.ts" />
import { defineConfig } from 'lockstep'

export default defineConfig({
  // Nothing says which server it is: put the oldest one you run here.
  engine: 'postgres@14',
  framework: 'rails',
  version: '8.1.0',
  strongMigrations: true,
  acronyms: ['API'],
  // Each with its schema in lockstep/<name>/schema.ts, its changes beside it; new migrations go into the first folder.
  databases: {
    animals: { folders: ['db/animals_migrate'] },
    primary: { folders: ['db/migrate', 'db/post_migrate'], postMigrate: 'db/post_migrate' },
  },
})
`)
    expect(read(root, 'lockstep/animals/schema.ts')).toContain('dogs: table(')
    const planned = await lockstep('plan', join(root, 'lockstep/animals/changes/example.ts'))
    expect(planned).toMatchObject({ code: 0, error: '' })
    expect(planned.out).toContain('add column dogs.note')
  })

  test('is for another engine: that is said, and nothing is written', async () => {
    const root = repository({ 'db/mysql/V1__a.sql': migration })
    const { code, error } = await lockstep('init', root)
    expect(code).toBe(2)
    expect(error).toContain('for mysql, which is not supported yet')
    expect(filesIn(root)).toEqual(['db/mysql/V1__a.sql'])
  })

  test('has migrations that say little of the schema: it is told what to compare', async () => {
    const root = repository({ 'm/1_a.sql': `-- +goose Up\n${migration}`, 'm/2_b.go': 'goose.AddMigration(up, nil)' })
    const { code, error } = await lockstep('init', root)
    expect(code).toBe(0)
    expect(error).toContain('Code that was not run may have changed')
    expect(read(root, 'lockstep/schema.ts')).toContain('users: table(')
  })
})

describe('what is there', () => {
  test.each(['lockstep.config.ts', 'lockstep/schema.ts', 'lockstep/changes/example.ts', '.github/workflows/lockstep.yml'])(
    '%s is never written over: it is named, and every file stays as it was',
    async path => {
      const root = repository({ [flywayFile]: migration, [path]: 'mine' })
      const before = filesIn(root)
      const { code, out, error } = await lockstep('init', root, '--ci', 'github')
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(error).toContain(`- ${path}`)
      expect(filesIn(root)).toEqual(before)
      expect(read(root, path)).toBe('mine')
    },
  )

  test('a second time finds all it wrote the first time', async () => {
    const root = repository()
    expect((await lockstep('init', root, '--framework', 'alembic', '--ci', 'github')).code).toBe(0)
    const before = filesIn(root).map(path => read(root, path))
    expect((await lockstep('init', root, '--framework', 'alembic', '--ci', 'github')).code).toBe(2)
    expect(filesIn(root).map(path => read(root, path))).toEqual(before)
  })

  test('a build file of GitLab gets its line from its owner', async () => {
    const root = repository({ [flywayFile]: migration, '.gitlab-ci.yml': 'stages: [test]\n' })
    const { code, out } = await lockstep('init', root)
    expect(code).toBe(0)
    expect(out).toContain('add to .gitlab-ci.yml:\n  include:\n    - local: .gitlab/lockstep.yml')
    expect(read(root, '.gitlab-ci.yml')).toBe('stages: [test]\n')
    expect(read(root, '.gitlab/lockstep.yml')).toContain('- "src/main/resources/db/migration/**/*"')
  })
})

describe('an empty folder', () => {
  const first: Readonly<Record<string, RegExp>> = {
    flyway: /^src\/main\/resources\/db\/migration\/V1__create_schema\.sql$/,
    liquibase: /^src\/main\/resources\/db\/changelog\/\d{14}_create_schema\.xml$/,
    alembic: /^alembic\/versions\/[0-9a-f]{12}_create_schema\.py$/,
    sql: /^db\/migrations\/000001_create_schema\.up\.sql$/,
  }

  test.each(Object.keys(first))('gets what %s needs, its first migration, and an example that plans', async framework => {
    const root = repository()
    const { code, error } = await lockstep('init', root, '--framework', framework)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(filesIn(root).some(path => first[framework]!.test(path))).toBe(true)
    expect((await lockstep('plan', join(root, 'lockstep/changes/example.ts'))).code).toBe(0)
  })

  test.each([
    ['rails', 'rails new . --database=postgresql'],
    ['laravel', 'composer create-project laravel/laravel .'],
  ])('is for %s’ own generator first', async (framework, generator) => {
    const root = repository()
    const { code, error } = await lockstep('init', root, '--framework', framework)
    expect(code).toBe(2)
    expect(error).toContain(generator)
    expect(filesIn(root)).toEqual([])
  })

  test('needs to be told which framework', async () => {
    const { code, error } = await lockstep('init', repository())
    expect(code).toBe(2)
    expect(error).toContain('--framework flyway')
  })

  test('takes the schema from a dump, or from a schema file that stands where ours would', async () => {
    const root = repository({ 'dump.sql': 'CREATE TABLE public.orders (id bigint NOT NULL, total numeric(10,2));' })
    expect((await lockstep('init', root, '--framework', 'sql', '--layout', 'goose', '--schema', join(root, 'dump.sql'))).code).toBe(0)
    const goose = filesIn(root).find(path => path.startsWith('db/migrations/'))!
    expect(read(root, goose)).toContain('total numeric(10,2)')

    const schema = "import { bigint, schema, table } from 'lockstep'\nexport default schema({ carts: table({ id: bigint().notNull() }) })\n"
    const other = repository({ 'lockstep/schema.ts': schema })
    expect((await lockstep('init', other, '--framework', 'flyway', '--schema', join(other, 'lockstep/schema.ts'))).code).toBe(0)
    expect(read(other, 'lockstep/schema.ts')).toBe(schema)
    expect(read(other, flywayFile.replace('users', 'create_schema'))).toContain('CREATE TABLE carts')
  })

  test('asks on a terminal', async () => {
    const root = repository()
    const asked: string[] = []
    const code = await run(['init', root], {
      out: () => {},
      isPainted: false,
      width: 120,
      report: async () => {},
      ask: async question => {
        asked.push(question)
        return 'Flyway'
      },
    })
    expect(code).toBe(0)
    expect(asked).toHaveLength(1)
    expect(existsSync(join(root, 'flyway.toml'))).toBe(true)
  })
})

const within = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  const before = process.cwd()
  process.chdir(folder)
  try {
    return await work()
  } finally {
    process.chdir(before)
  }
}

const git = (root: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...words], { cwd: root, encoding: 'utf8' })

describe('the job', () => {
  test.each(['github', 'gitlab'])('of %s judges what a branch adds, by the command that stands in it', async ci => {
    const root = repository({ [flywayFile]: migration })
    expect((await lockstep('init', root, '--ci', ci)).code).toBe(0)
    git(root, 'init', '-q', '-b', 'main')
    git(root, 'add', '.')
    git(root, 'commit', '-qm', 'all there is')
    git(root, 'update-ref', 'refs/remotes/origin/main', 'main')
    writeFileSync(join(root, flywayFile.replace('V1__users', 'V2__index')), 'CREATE INDEX users_name ON users (name);\n')
    const file = ci === 'github' ? '.github/workflows/lockstep.yml' : '.gitlab/lockstep.yml'
    const command = /npx --yes lockstep@\S+ (check .*?)(?: > \S+)?$/m.exec(read(root, file))![1]!
    const words = command
      .replace('$GITHUB_BASE_REF', 'main')
      .replace('$CI_MERGE_REQUEST_DIFF_BASE_SHA', git(root, 'rev-parse', 'main').trim())
      .replaceAll('"', '')
      .split(' ')
    const { code, out } = await within(root, () => lockstep(...words))
    expect(code).toBe(1)
    expect(out).toContain('create-index-blocks-writes')
    expect(out).toContain('V2__index.sql')
  })
})

describe('the configuration', () => {
  test('answers for plan and generate what the command line leaves open', async () => {
    const root = repository({ 'compose.yaml': 'image: postgres:18\n' })
    await lockstep('init', root, '--framework', 'sql', '--layout', 'golang-migrate')
    await within(join(root, 'lockstep'), async () => {
      expect((await lockstep('plan', 'changes/example.ts')).out).toContain('postgres@18')
      expect((await lockstep('plan', 'changes/example.ts', '--engine', 'postgres@12')).out).toContain('postgres@12')
    })
    await within(root, async () => {
      const { code, out, error } = await lockstep('generate', 'lockstep/changes/example.ts', '--after', '1')
      expect({ code, error }).toEqual({ code: 0, error: '' })
      expect(out).toContain('db/migrations/2_')
      const clock = ['--now', '2026-11-20T09:30:00Z']
      const other = await lockstep('generate', 'lockstep/changes/example.ts', '--to', 'rails', '--phase', 'all', '--out', 'try', ...clock)
      expect(other.out).toContain('try/1-expand/20261120093000_')
    })
  })

  test('with a setting that is none is refused, by name', async () => {
    const root = repository({ 'lockstep.config.ts': 'export default { engin: 16 }\n', 'x.ts': '' })
    const { code, error } = await within(root, () => lockstep('plan', 'x.ts'))
    expect(code).toBe(2)
    expect(error).toContain('has no setting engin')
  })
})
