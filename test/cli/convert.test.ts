import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockstep } from './terminal.ts'

const goose = (up: string, down?: string): string => `-- +goose Up\n${up}\n${down === undefined ? '' : `-- +goose Down\n${down}\n`}`

describe('lockstep convert', () => {
  let folder: string
  const home = process.cwd()
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockstep-convert-'))
    process.chdir(folder)
    write('db/20240101000000_create_users.sql', goose('CREATE TABLE users (id bigint PRIMARY KEY, name text);', 'DROP TABLE users;'))
    write('db/20240102000000_add_age.sql', goose('ALTER TABLE users ADD COLUMN age integer;'))
  })
  afterEach(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true, force: true })
  })
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const files = (below = 'out') =>
    readdirSync(join(folder, below), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .toSorted()

  test('finds what a folder has, writes it for another framework, and reports', async () => {
    const { code, out, error } = await lockstep('convert', 'db', '--to', 'rails', '--out', 'out')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toMatchSnapshot()
    expect(files()).toEqual([
      'out/CONVERSION.md',
      'out/db/migrate/20240101000000_create_users.rb',
      'out/db/migrate/20240102000000_add_age.rb',
      'out/ledger/README.md',
      'out/ledger/baseline.sql',
      'out/ledger/history.sql',
    ])
    expect(
      files()
        .map(file => `=== ${file}\n${readFileSync(file, 'utf8')}`)
        .join('\n'),
    ).toMatchSnapshot()
  })

  test('plans anew what a harmful migration wanted, in the words of the target, beside the history', async () => {
    write('db/20240103000000_name_them.sql', goose('ALTER TABLE users ALTER COLUMN name SET NOT NULL;'))
    const { code, error } = await lockstep('convert', 'db', '--to', 'rails', '--out', 'out', '--safe', '--since', '20240102000000')
    expect({ code, error }).toEqual({ code: 0, error: expect.stringContaining('the safe version is in out/safe/20240103000000_name_them') })
    expect(readFileSync('out/db/migrate/20240103000000_name_them.rb', 'utf8')).toContain('change_column_null :users, :name, false')
    const safe = files('out/safe')
    expect(safe).toContain('out/safe/20240103000000_name_them/PLAN.md')
    expect(
      safe
        .filter(file => file.endsWith('.rb'))
        .map(file => readFileSync(file, 'utf8'))
        .join('\n'),
    ).toContain('validate')
  })

  test('writes a way back anew where its own framework refuses the one there is', async () => {
    rmSync('db', { recursive: true })
    const revision = (id: string, after: string, up: string, down: string): void =>
      write(
        `alembic/versions/${id}_step.py`,
        `import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "${id}"\ndown_revision = ${after}\n\n\ndef upgrade():\n    ${up}\n\n\ndef downgrade():\n    ${down}\n`,
      )
    revision('a', 'None', 'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))', 'op.drop_table("users")')
    revision(
      'b',
      '"a"',
      'op.create_table("posts", sa.Column("user_id", sa.Integer()))\n    op.create_foreign_key(None, "posts", "users", ["user_id"], ["id"])',
      'op.drop_constraint(None, "posts", type_="foreignkey")\n    op.drop_table("posts")',
    )
    const { code, out, error } = await lockstep('convert', '.', '--to', 'sql', '--out', 'out')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toContain('1 generated')
    const [back] = files().filter(file => file.endsWith('down.sql') && readFileSync(file, 'utf8').includes('posts'))
    expect(readFileSync(back!, 'utf8')).toMatch(/^BEGIN;[^;]*DROP TABLE posts;\s*COMMIT;$/m)
    expect(readFileSync(back!, 'utf8')).not.toContain('RAISE')
    expect((await lockstep('check', 'alembic')).out).toContain('it ends here: it drops a constraint without a name, which Alembic refuses')
  })

  test('has nothing to plan anew where nothing is harmful', async () => {
    rmSync('db/20240102000000_add_age.sql') // it sets no limit to its wait for the lock
    const { code, error } = await lockstep('convert', 'db', '--to', 'flyway', '--out', 'out', '--safe')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(files().filter(file => file.includes('/safe/'))).toEqual([])
  })

  test('prints the report as Markdown and as JSON', async () => {
    const markdown = await lockstep('convert', 'db', '--to', 'flyway', '--out', 'a', '--format', 'md')
    expect(markdown.out).toBe(readFileSync('a/CONVERSION.md', 'utf8'))
    const json = await lockstep('convert', 'db', '--to', 'flyway', '--out', 'b', '--format', 'json')
    expect(JSON.parse(json.out)).toMatchObject({
      from: 'sql',
      to: 'flyway',
      totals: { migrations: 2, shares: { exact: { count: 2, percent: 100 } }, waysBack: { written: 1, generated: 1 } },
    })
  })

  test('never overwrites: names what is in the way and leaves everything as it was', async () => {
    write('out/db/migrate/20240102000000_add_age.rb', '# mine\n')
    const { code, error } = await lockstep('convert', 'db', '--to', 'rails', '--out', 'out')
    expect(code).toBe(2)
    expect(error).toContain('out/db/migrate/20240102000000_add_age.rb is there already')
    expect(files()).toEqual(['out/db/migrate/20240102000000_add_age.rb'])
    expect(readFileSync('out/db/migrate/20240102000000_add_age.rb', 'utf8')).toBe('# mine\n')
  })

  test('writes what it is told where it is told, whatever the configuration says of new migrations', async () => {
    const config = { engine: 'postgres@16', framework: 'sql', folders: ['db'], naming: { layout: 'goose' } }
    write('lockstep.config.json', JSON.stringify(config))
    const { code, error } = await lockstep('convert', 'db', '--to', 'rails', '--out', 'out')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(files('out').filter(path => path.endsWith('.rb'))).toHaveLength(2)
    expect(files('db')).toEqual(['db/20240101000000_create_users.sql', 'db/20240102000000_add_age.sql'])
  })

  test('says the same a second time, over its own files', async () => {
    await lockstep('convert', 'db', '--to', 'alembic', '--out', 'out')
    const before = files().map(file => readFileSync(file, 'utf8'))
    const { code } = await lockstep('convert', 'db', '--to', 'alembic', '--out', 'out')
    expect(code).toBe(0)
    expect(files().map(file => readFileSync(file, 'utf8'))).toEqual(before)
  })

  test('has exit code 1 where a file stops because something is not translated', async () => {
    write('db/20240103000000_go.go', 'package x\nfunc init() { goose.AddMigrationContext(up, nil) }\nfunc up() {}\n')
    const { code, out } = await lockstep('convert', 'db', '--to', 'rails', '--out', 'out')
    expect(code).toBe(1)
    expect(out).toContain('20240103000000_go.go:1:1 not translated: the Go function up')
    expect(readFileSync('out/db/migrate/20240103000000_go.rb', 'utf8')).toContain('raise ')
  })

  test.each([
    [['convert', 'nowhere', '--to', 'rails', '--out', 'out'], 64, 'there is no nowhere'],
    [['convert', '--to', 'rails', '--out', 'out'], 64, 'convert needs a repository or a folder of migrations'],
    [['convert', 'db', '--to', 'rails'], 64, '--out must be given'],
    [['convert', 'db', '--to', 'rails', '--out', 'out', '--since', '1'], 64, '--since says from where --safe plans anew'],
    [
      ['convert', 'db', '--to', 'rails', '--out', 'out', '--safe', '--since', 'nowhere'],
      64,
      'nowhere is neither a revision of git nor the version',
    ],
    [['convert', 'db', '--to', 'rails', '--out', 'out', '--layout', 'goose'], 64, '--layout goose is not one of rails'],
    [['convert', 'db', '--to', 'rails', '--out', 'out', '--framework-version', '3.0'], 64, 'rails 3.0 is not supported'],
    [['convert', 'db', '--from', 'flyway', '--to', 'rails', '--out', 'out'], 2, 'db has no migrations of flyway'],
  ])('%j fails with %i and says why', async (words, wanted, why) => {
    const { code, error } = await lockstep(...words)
    expect({ code, error }).toEqual({ code: wanted, error: expect.stringContaining(why) })
  })

  test('teaches in its help', async () => {
    const { code, out } = await lockstep('convert', '--help')
    expect(code).toBe(0)
    expect(out).toMatchSnapshot()
  })
})
