import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { run } from '../../src/cli/index.ts'
import { forms } from '../../src/pipeline/new/forms/index.ts'
import { repository } from '../new/shop.ts'
import { lockstep } from './terminal.ts'

const opened: (() => void)[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const close of opened.splice(0)) close()
})

/** A repository in which the command runs. */
const inside = (texts?: Readonly<Record<string, string>>): string => {
  const { root, remove } = repository(texts)
  opened.push(remove)
  vi.spyOn(process, 'cwd').mockReturnValue(root)
  return root
}

describe('lockstep new', () => {
  test('writes the change as its author would, and says what comes next', async () => {
    const root = inside()
    const line = ['new', 'add-column', 'orders.region', '--type', 'varchar(8)', '--default', 'eu', '--not-null']
    const { code, out, error } = await lockstep(...line)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toContain('\n\nNext: lockstep plan lockstep/changes/add-orders-region.ts\n')
    expect(readFileSync(join(root, 'lockstep/changes/add-orders-region.ts'), 'utf8')).toBe(`import { change, varchar } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, 'Add orders.region').table('orders', t =>
  t.addColumn('region', varchar(8).notNull().default('eu')),
)
`)
    expect(await lockstep('plan', join(root, 'lockstep/changes/add-orders-region.ts'))).toMatchObject({ code: 0, error: '' })
  })

  test('never writes over a file, and takes another name', async () => {
    const root = inside()
    const path = join(root, 'lockstep/changes/drop-users-slug.ts')
    expect(await lockstep('new', 'drop-column', 'users.slug')).toMatchObject({ code: 0 })
    writeFileSync(path, 'mine')
    const again = await lockstep('new', 'drop-column', 'users.slug')
    expect(again).toMatchObject({ code: 2, out: '', error: expect.stringContaining('drop-users-slug.ts is there already') })
    expect(readFileSync(path, 'utf8')).toBe('mine')
    expect(await lockstep('new', 'drop-column', 'users.slug', '--file', 'less', '--title', 'Less')).toMatchObject({ code: 0 })
    expect(readFileSync(join(root, 'lockstep/changes/less.ts'), 'utf8')).toContain("change(schema, 'Less')")
  })

  test.each([['--dry-run'], ['--out', '-']])('prints with %s, and writes nothing', async (...options) => {
    const root = inside()
    const { code, out } = await lockstep('new', 'make-optional', 'users.name', ...options)
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("t.makeOptional('name')") })
    expect(existsSync(join(root, 'lockstep/changes'))).toBe(false)
  })

  test.each([
    [['rename-column', 'users.nam', 'x'], 'users has no column nam; did you mean name?', 'It has id, name, email'],
    [['drop-table', 'user'], 'The schema has no table user; did you mean users?', 'It has users, orders'],
    [['add-enum-value', 'order_stat', 'x'], 'The schema has no enum order_stat; did you mean order_state?', 'order_state'],
    [['add-enum-value', 'order_state', 'x', '--after', 'payd'], 'order_state has no value payd; did you mean paid?', 'open, paid, sent'],
    [['drop-index', 'users_emial_idx'], 'The schema has no index users_emial_idx; did you mean users_email_idx?', ''],
    [['add-foreign-key', 'orders.user_id', 'users.ident'], 'users has no column ident', 'It has id, name'],
    [['add-column', 'users.age', '--type', 'integr'], 'There is no type integr; did you mean integer?', 'order_state'],
    [['add-column', 'users.age', '--type', 'datetime'], 'did you mean timestamptz or timestamp?', ''],
    [['add-column', 'users.age', '--type', 'int', '--default', 'old'], 'users.age is integer: old is not a value of that type', ''],
    [['add-column', 'users.age', '--type', 'int', '--not-null'], 'rows that exist have no value for it', '--default-sql'],
    [['add-column', 'users.name', '--type', 'text'], 'users has a column name already', ''],
    [['target', 'usrs'], 'The schema has no table usrs; did you mean users?', ''],
  ])('%j is refused by name, with what there is', async (args, message, help) => {
    const root = inside()
    const { code, error } = await lockstep('new', ...args)
    expect(error.replaceAll(/\s+/g, ' ')).toContain(message)
    expect(error.replaceAll(/\s+/g, ' ')).toContain(help)
    expect(code).toBe(2)
    expect(existsSync(join(root, 'lockstep/changes'))).toBe(false)
  })

  test.each([
    [[], 'new needs a kind of change', 'lockstep new rename-column users.name full_name'],
    [['add-colum', 'users.x'], 'there is no kind of change add-colum', 'did you mean add-column?'],
    [['add-column'], 'add-column needs TABLE.COLUMN and --type TYPE', "orders.region --type 'varchar(8)'"],
    [['rename-column', 'name', 'x'], 'name names no column: it is TABLE.COLUMN', 'rename-column users.name full_name'],
    [['drop-table', 'users', 'orders'], 'orders is one argument too many', 'lockstep new drop-table sessions'],
    [['add-index', 'users', 'email', '--uniqe'], 'there is no option --uniqe', 'did you mean --unique?'],
    [['set-column-comment', 'users.name'], 'set-column-comment needs VALUE, or --remove', ''],
  ])('%j is a mistake on the command line, answered with an example', async (args, message, help) => {
    inside()
    const { code, error } = await lockstep('new', ...args)
    expect(error.replaceAll(/\s+/g, ' ')).toContain(message)
    expect(error.replaceAll(/\s+/g, ' ')).toContain(help)
    expect(code).toBe(64)
  })

  test('asks on a terminal for what is missing', async () => {
    const root = inside()
    const asked: string[] = []
    const answers = ['add-column', 'users.age', 'integer']
    const code = await run(['new'], {
      out: () => {},
      isPainted: false,
      width: 120,
      report: () => Promise.resolve(),
      ask: question => {
        asked.push(question)
        return Promise.resolve(answers[asked.length - 1] ?? '')
      },
    })
    expect(code).toBe(0)
    expect(asked[1]).toMatch(/^There are users.*\.\nadd-column: the new column with its table, such as orders\.region\? $/)
    expect(readFileSync(join(root, 'lockstep/changes/add-users-age.ts'), 'utf8')).toContain("t.addColumn('age', integer())")
  })

  test('shows the names there are as it asks, and asks again where an answer is none of them', async () => {
    const root = inside()
    const asked: string[] = []
    const offered: (readonly string[])[] = []
    const answers = ['rename-colum', 'rename-column', 'user.name', 'users', 'users.nme', 'users.name', 'full_name']
    const code = await run(['new'], {
      out: () => {},
      isPainted: false,
      width: 120,
      report: () => Promise.resolve(),
      ask: (question, complete) => {
        asked.push(question)
        offered.push(complete?.('users.') ?? [])
        return Promise.resolve(answers[asked.length - 1] ?? '')
      },
    })
    expect(code).toBe(0)
    expect(asked[1]).toContain('There is no kind of change rename-colum. Did you mean rename-column?')
    expect(asked[3]).toMatch(/^There is no table user\. Did you mean users\?\nrename-column: /)
    expect(asked[4]).toMatch(/^users has id, .*name.*\. Write users\.id\.\n/)
    expect(asked[5]).toMatch(/^users has no column nme\. Did you mean name\?\n/)
    expect(offered[2]).toContain('users.name')
    expect(existsSync(join(root, 'lockstep/changes/rename-users-name-to-full-name.ts'))).toBe(true)
  })

  test('takes values that look like options, and options in any place', async () => {
    inside()
    const { out } = await lockstep('new', '--title', 'Debt', 'add-column', 'users.debt', '--type=int', '--default', '-1', '--dry-run')
    expect(out).toContain("change(schema, 'Debt')")
    expect(out).toContain("t.addColumn('debt', integer().default(-1))")
    const noted = await lockstep('new', 'set-column-comment', 'users.name', "the user's `own` ${name} \\", '--dry-run')
    expect(noted.out).toContain("setColumnComment('name', \"the user's `own` ${name} \\\\\")")
    const filled = await lockstep('new', 'backfill', 'users.slug', "replace(name, '`', '\\d')", '--dry-run')
    expect(filled.out).toContain("slug: sql`replace(name, '\\`', '\\d')`")
  })

  test('finds the table of an index, and types in both spellings', async () => {
    inside()
    expect((await lockstep('new', 'drop-index', 'users_email_idx', '--dry-run')).out).toContain(".table('users', t =>")
    for (const [spelled, code] of [
      ['timestamp(3) with time zone', 'timestamptz(3)'],
      ['numeric(10,2)', 'numeric(10, 2)'],
      ['int8', 'bigint()'],
      ['double', 'double()'],
      ['text[]', 'text().array()'],
      ['bigserial', 'bigserial()'],
      ['tstzrange', "type('tstzrange')"],
      ['order_state', 'orderState()'],
    ])
      expect((await lockstep('new', 'add-column', 'users.x', '--type', spelled ?? '', '--dry-run')).out).toContain(`'x', ${code})`)
  })

  test('imports an enum the schema file exports, and states anew one it keeps to itself', async () => {
    inside()
    const line = (type: string) => ['new', 'add-column', 'users.x', '--type', type, '--dry-run']
    expect((await lockstep(...line('order_state'))).out).toContain("import schema, { orderState } from '../schema.ts'")
    expect((await lockstep(...line('old_state'))).out).toContain("const oldState = enumType('old_state', ['on', 'off'])")
  })

  test('writes the schema file first where there is none, from what the repository has', async () => {
    const root = inside({ 'db/migrations/V1__users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n' })
    const { code, out, error } = await lockstep('new', 'rename-column', 'users.name', 'full_name')
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('lockstep/schema.ts\n') })
    expect(error).toContain('There was no lockstep/schema.ts: it is written from 1 migration of db/migrations')
    expect(error).toContain('lockstep pull')
    expect(await lockstep('plan', join(root, 'lockstep/changes/rename-users-name-to-full-name.ts'))).toMatchObject({ code: 0, error: '' })
  })

  test('says how to write a schema file where nothing tells what it is', async () => {
    inside({})
    const { code, error } = await lockstep('new', 'drop-table', 'users')
    expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining('lockstep pull --database-url') })
  })

  test('writes beside the schema of the database that is named', async () => {
    const table = (name: string) =>
      `import { bigint, schema, table } from 'lockstep'\nexport default schema({ ${name}: table({ id: bigint().primaryKey() }) })\n`
    const root = inside({
      'lockstep.config.ts': `export default { framework: 'sql', databases: { main: { folders: ['db/main'] }, stats: { folders: ['db/stats'] } } }`,
      'db/main/.keep': '',
      'db/stats/.keep': '',
      'lockstep/main/schema.ts': table('users'),
      'lockstep/stats/schema.ts': table('visits'),
    })
    expect(await lockstep('new', 'drop-table', 'visits')).toMatchObject({ code: 2, error: expect.stringContaining('--database') })
    expect(await lockstep('new', 'drop-table', 'visits', '--database', 'stats')).toMatchObject({ code: 0 })
    expect(readFileSync(join(root, 'lockstep/stats/changes/drop-visits.ts'), 'utf8')).toContain("from '../schema.ts'")
  })
})

describe('its help', () => {
  test('lists every kind in a group, with a line each', async () => {
    const { out } = await lockstep('new', '--help')
    for (const { name, group, does } of forms) {
      expect(out).toContain(`\n${group}\n`)
      expect(out.replaceAll(/\s+/g, ' ')).toContain(`${name} ${does.slice(0, 40)}`)
    }
  })

  test.each(['add-column', 'add-foreign-key', 'target'])('of %s shows its arguments, options and an example', async name => {
    const form = forms.find(each => each.name === name)
    const { code, out } = await lockstep('new', name, '--help')
    expect(code).toBe(0)
    for (const { describe: says } of form?.slots ?? []) expect(out).toContain(says)
    for (const option of Object.keys(form?.options ?? {})) expect(out).toContain(`--${option}`)
    expect(out.replaceAll(/\s+/g, ' ')).toContain(`lockstep new ${form?.example}`)
  })
})
