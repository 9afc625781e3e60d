import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockstep } from './terminal.ts'

let folder = ''
beforeEach(() => void (folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockstep-check-')))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (path: string, text: string): string => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
  return join(folder, path)
}
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder, stdio: 'pipe' })

const users = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n'
const index = 'CREATE INDEX users_email_idx ON users (email);\n'
const limit = "SET lock_timeout = '1s';\n"

interface Json {
  readonly findings: readonly { readonly rule: string; readonly span: { readonly file: string; readonly line: number } }[]
  readonly diagnostics: readonly { readonly code: string }[]
  readonly known: number
  readonly answered: number
}
const check = async (
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly rules: readonly string[]; readonly said: Json }> => {
  const { code, out } = await lockstep('check', ...args, '--format', 'json')
  const said = JSON.parse(out) as Json
  return {
    code,
    said,
    rules: [...said.findings.map(({ rule }) => rule), ...said.diagnostics.map(({ code: id }) => id)].filter(id => id !== 'no-way-back'),
  }
}

describe('check', () => {
  test('finds the harm in a file, and none in the one that makes the table', async () => {
    write('db/001_users.up.sql', limit + users + index)
    const second = write('db/002_index.up.sql', limit + index.replace('users_email_idx', 'users_email_2_idx'))
    expect(await check(join(folder, 'db'))).toMatchObject({ code: 1, rules: ['create-index-blocks-writes'] })
    expect((await check(second)).rules).toEqual(['create-index-blocks-writes'])
    expect(await check(join(folder, 'db/001_users.up.sql'))).toMatchObject({ code: 0, rules: [] })
  })

  test('reads the history for a file that stands alone on the command line', async () => {
    write('db/001_users.up.sql', limit + users)
    write('db/002_proof.up.sql', `${limit}ALTER TABLE users ADD CONSTRAINT given CHECK (email IS NOT NULL);\n`)
    const third = write('db/003_required.up.sql', `${limit}ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n`)
    expect(await check(third)).toMatchObject({ code: 0, rules: [] })
    rmSync(join(folder, 'db/002_proof.up.sql'))
    expect((await check(third)).rules).toEqual(['set-not-null-scans-table'])
  })

  test('takes the server that the containers of the repository name, and does not judge what is for another one', async () => {
    write('compose.yaml', 'services: { db: { image: postgres:17-alpine } }\n')
    write('Gemfile.lock', 'GEM\n  specs:\n    activerecord (7.1.3)\n    pg (1.5.4)\n')
    write(
      'db/migrate/20260101000000_a.rb',
      'class A < ActiveRecord::Migration[7.1]\n  def change = remove_column(:users, :age, :integer)\nend\n',
    )
    write('script/migrations/fill.rb', 'ActiveRecord::Migration.verbose = true\n')
    expect((await lockstep('check', folder)).out).toMatch(/1 migration in 1 file, as postgres@17 with rails/)
    write('config/database.yml', 'production:\n  adapter: trilogy\n')
    const { out, code } = await lockstep('check', folder)
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      "the project's settings say mysql, which is not supported yet; the migration there was not judged",
    )
    expect([code, (await check(folder)).rules]).toEqual([1, ['other-engine']])
    expect((await check(folder, '--engine', 'postgres@17')).rules).toContain('drop-column-breaks-running-code')
    write('config/database.yml', 'production:\n  adapter: sqlite3\n')
    expect((await lockstep('check', folder)).out).toContain('as postgres@17 with rails, though its settings say sqlite')
  })

  test('judges routines whatever their bodies do, and one whose body is no SQL', async () => {
    const routine = (name: string, body: string): string => `CREATE FUNCTION ${name}() RETURNS void LANGUAGE sql AS $$ ${body}; $$;\n`
    write(
      'db/001_a.up.sql',
      `${limit}CREATE MATERIALIZED VIEW v AS SELECT 1 AS a;\n${routine('f', 'REFRESH MATERIALIZED VIEW v; TRUNCATE t')}${routine('g', 'REFRESH v')}`,
    )
    expect((await check(join(folder, 'db'))).rules).toEqual([])
  })

  test('--since a revision tells what is new, as one deploy', async () => {
    write('db/001_users.up.sql', limit + users)
    git('init', '-q')
    git('add', '.')
    git('commit', '-qm', 'first')
    write('db/002_posts.up.sql', `${limit}CREATE TABLE posts (id bigint PRIMARY KEY, title text);\n`)
    write('db/003_posts_index.up.sql', `${limit}CREATE INDEX posts_title_idx ON posts (title);\n`)
    write('db/004_users_index.up.sql', limit + index)
    const { rules, said } = await check(join(folder, 'db'), '--since', 'HEAD')
    expect(rules).toEqual(['create-index-blocks-writes'])
    expect(said.findings.map(({ span }) => span.file)).toContain('db/004_users_index.up.sql')
    expect((await check(join(folder, 'db'), '--since', '003')).rules).toEqual(['create-index-blocks-writes'])
    expect((await check(join(folder, 'db'), '--since', '004')).rules).toEqual([])
    expect(await lockstep('check', join(folder, 'db'), '--since', 'nothing')).toMatchObject({ code: 64 })
  })

  test('a baseline takes over what there is, and tells what comes on top', async () => {
    write('db/001_users.up.sql', limit + users)
    const file = write('db/002_index.up.sql', limit + index)
    const known = join(folder, 'known.json')
    expect(await lockstep('check', join(folder, 'db'), '--write-baseline', known)).toMatchObject({ code: 0 })
    expect(readFileSync(known, 'utf8')).toContain('"create-index-blocks-writes": 1')
    expect(await check(join(folder, 'db'), '--baseline', known)).toMatchObject({ code: 0, rules: [] })
    writeFileSync(file, `\n\n${limit}${index}${index.replaceAll('email', 'id')}`)
    expect((await check(join(folder, 'db'), '--baseline', known)).rules).toEqual(['create-index-blocks-writes'])
    write('broken.json', '{')
    expect(await lockstep('check', join(folder, 'db'), '--baseline', join(folder, 'broken.json'))).toMatchObject({ code: 2 })
  })

  test('an acknowledgement needs a reason, and something to answer for', async () => {
    const text = (comment: string) => `${limit}${comment}\n${index}`
    write('db/001_users.up.sql', limit + users)
    const file = write('db/002_index.up.sql', text('-- lockstep:allow create-index-blocks-writes because it is empty'))
    expect(await check(file)).toMatchObject({ code: 0, rules: [], said: { answered: 1 } })
    writeFileSync(file, text('-- lockstep:allow create-index-blocks-writes'))
    expect((await check(file)).rules).toEqual(['create-index-blocks-writes', 'acknowledgement-without-reason'])
    writeFileSync(file, text('-- lockstep:allow check-scans-table because why not'))
    expect(await check(file)).toMatchObject({ code: 1, rules: ['create-index-blocks-writes', 'unused-acknowledgement'] })
    writeFileSync(file, text('-- lockstep:allow create-index-block-writes because of a slip'))
    expect((await check(file)).rules).toEqual(['create-index-blocks-writes', 'unknown-rule'])
    writeFileSync(file, `-- lockstep:allow-file create-index-blocks-writes because nobody works at night\n${limit}SELECT 1;\n${index}`)
    expect((await check(file)).rules).toEqual([])
  })

  test('a file that cannot be read is named and stops nothing', async () => {
    write('db/001_users.up.sql', limit + users)
    write('db/002_broken.up.sql', 'ALTER TABEL users;\n')
    write('db/003_index.up.sql', limit + index)
    const { rules, code } = await check(join(folder, 'db'))
    expect(code).toBe(1)
    expect(rules).toEqual(expect.arrayContaining(['unreadable-sql', 'create-index-blocks-writes']))
  })

  test('a stated size spares a small table, a starting schema the history', async () => {
    const file = write('db/002_index.up.sql', limit + index)
    const dump = write('structure.sql', users)
    expect((await check(file, '--schema', dump)).rules).toEqual(['create-index-blocks-writes'])
    const schema = write(
      'schema.ts',
      "import { bigint, schema, table, text } from 'lockstep'\nexport default schema({ users: table({ id: bigint().primaryKey(), email: text() }, { statistics: { rows: 50 } }) })\n",
    )
    expect((await check(file, '--schema', schema)).rules).toEqual([])
  })

  test.each([
    ['before', `UPDATE users SET email = '';\n${index}`, 'stands before all that it does to the schema'],
    ['after', `${index}UPDATE users SET email = '';\n`, 'stands after all that it does to the schema'],
    [
      'between',
      `${index}UPDATE users SET email = '';\nALTER TABLE users ALTER COLUMN email SET NOT NULL;\n`,
      'between changes of the schema',
    ],
  ])('--fix says whether what changes rows can stand by itself: %s the rest', async (_, text, said) => {
    write('db/V1__users.sql', users)
    write('db/V2__reshape.sql', text)
    const { error } = await lockstep('check', join(folder, 'db'), '--fix', '--out', join(folder, 'fixes'))
    expect(error.replaceAll(/\s+/g, ' ')).toContain(said)
  })

  test('--fix plans and writes as the configuration says, jobs in their places', async () => {
    git('init', '--quiet')
    write(
      'lockstep.config.json',
      '{ "framework": "rails", "version": "7.1", "folders": ["db/migrate"], "jobs": "apart", "header": false, "policy": { "softDrop": false } }\n',
    )
    const migration = (name: string, body: string): string =>
      `class ${name} < ActiveRecord::Migration[7.1]\n  def change\n    ${body}\n  end\nend\n`
    write('db/migrate/20240101000000_make_users.rb', migration('MakeUsers', 'create_table(:users) { |t| t.text :email; t.text :old }'))
    write('db/migrate/20240201000000_find_users.rb', migration('FindUsers', 'add_index :users, :email'))
    write('db/migrate/20240301000000_drop_old.rb', migration('DropOld', 'remove_column :users, :old, :text'))
    const out = join(folder, 'fixes')
    const { error } = await lockstep('check', join(folder, 'db'), '--fix', '--out', out)
    expect(error.replaceAll(/\s+/g, ' ')).toContain('what lies in root/ belongs there')
    const built = readdirSync(join(out, '20240201000000_find_users'), { recursive: true, encoding: 'utf8' })
    expect(built.filter(path => path.endsWith('.rake'))).toEqual([expect.stringMatching(/^root\/lib\/tasks\//)])
    const emitted = built.find(path => path.endsWith('.rb'))!
    expect(readFileSync(join(out, '20240201000000_find_users', emitted), 'utf8')).toMatch(/^class \w+ < ActiveRecord::Migration\[7\.1\]/)
    const dropped = readdirSync(join(out, '20240301000000_drop_old'), { recursive: true, encoding: 'utf8' })
    expect(dropped.filter(path => path.endsWith('.rb'))).toHaveLength(1)
  })

  test('--fix chains what takes the place of several revisions of Alembic', async () => {
    git('init', '--quiet')
    write('alembic.ini', '[alembic]\nscript_location = alembic\n')
    write('alembic/env.py', 'context.configure(transaction_per_migration=True)\n')
    const revision = (id: string, parent: string, body: string): string =>
      `from alembic import op\nimport sqlalchemy as sa\n\nrevision = "${id}"\ndown_revision = ${parent}\n\n\ndef upgrade():\n    ${body}\n`
    write(
      'alembic/versions/a1_users.py',
      revision('a1', 'None', 'op.create_table("users", sa.Column("email", sa.Text()), sa.Column("city", sa.Text()))'),
    )
    write('alembic/versions/b2_index.py', revision('b2', '"a1"', 'op.create_index("users_email_idx", "users", ["email"])'))
    write('alembic/versions/c3_index.py', revision('c3', '"b2"', 'op.create_index("users_city_idx", "users", ["city"])'))
    const out = join(folder, 'fixes')
    const { error } = await lockstep('check', join(folder, 'alembic'), '--fix', '--out', out)
    expect(error.replaceAll(/\s+/g, ' ')).toContain('Later migrations were written for what this one leaves')
    const textIn = (name: string): string => {
      const path = readdirSync(join(out, name), { recursive: true, encoding: 'utf8' }).find(each => each.endsWith('.py'))!
      return readFileSync(join(out, name, path), 'utf8')
    }
    const [first, second] = [textIn('b2_index'), textIn('c3_index')]
    expect(first).toContain('down_revision = "a1"')
    expect(second).toContain(`down_revision = "${/^revision = "(.+)"$/m.exec(first)![1]}"`)
  })

  test('--fix writes the safe version in the same framework, and says where it cannot', async () => {
    write('db/001_users.up.sql', limit + users)
    write('db/002_many.up.sql', `${limit}${index}ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n`)
    write('db/003_rows.up.sql', `${limit}${index.replaceAll('email', 'id')}DELETE FROM users;\n`)
    const out = join(folder, 'fixes')
    const { code, error } = await lockstep('check', join(folder, 'db'), '--fix', '--out', out)
    expect(code).toBe(1)
    expect(error).toContain('003_rows.up.sql: no safe version is written')
    const written = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(path => /\.(sql|md)$/.test(path))
    expect(written.some(path => path.endsWith('PLAN.md'))).toBe(true)
    const text = written.map(path => readFileSync(join(out, path), 'utf8')).join('\n')
    expect(text).toContain('CREATE INDEX CONCURRENTLY')
    expect(text).toMatch(/CHECK \(email IS NOT NULL\) NOT VALID/)
    expect(text).toContain('VALIDATE CONSTRAINT')
  })

  test('what is not there is the command line’s fault', async () => {
    expect(await lockstep('check', join(folder, 'nowhere'))).toMatchObject({ code: 64 })
    expect(await lockstep('check')).toMatchObject({ code: 64 })
    expect((await lockstep('check')).error).toContain('check needs a file or a folder of migrations')
  })
})
