import { Entries } from '../../src/model/entries.ts'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as lockstep from '../../src/authoring.ts'
import { loadSchemaFile } from '../../src/dsl/load.ts'
import { typeCheck } from '../../src/dsl/type-check.ts'
import { writeSchema } from '../../src/dsl/write-schema.ts'
import { compareSchemas, printDifferences } from '../../src/engines/postgres/compare.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { emptySchema, type Schema } from '../../src/model/schema.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-write-'))
afterAll(() => rmSync(folder, { recursive: true }))

const written = async (schema: Schema): Promise<string> => {
  const result = await writeSchema(schema)
  return result.ok ? result.value : `not written: ${JSON.stringify(result.diagnostics)}`
}

const file = join(folder, 'schema.ts')

const reloaded = async (schema: Schema): Promise<Schema> => {
  writeFileSync(file, await written(schema))
  const result = await loadSchemaFile(file, { module: lockstep })
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics, null, 1))
  return result.value.schema
}

describe.each([12, 16, 18])('a schema of PostgreSQL %i', major => {
  let server: Server
  const read = async (...files: string[]): Promise<Schema> => {
    const client = new pg.Client(await server.createDatabase(files.join(' ')))
    await client.connect()
    try {
      for (const file of files) await client.query(readFileSync(join(import.meta.dirname, 'introspect', file), 'utf8'))
      return await introspect((text, values) =>
        client.query(text, values as unknown[]).then(result => result.rows as Record<string, unknown>[]),
      )
    } finally {
      await client.end()
    }
  }
  beforeAll(async () => {
    server = await startServer({ major })
    const client = new pg.Client(server.url('postgres'))
    await client.connect()
    await client.query('CREATE ROLE writer; CREATE ROLE "Reader ""X"""')
    await client.end()
  })
  afterAll(() => server?.stop())

  it('is the same after writing and loading', async () => {
    const files = ['everything.sql', ...[14, 15, 18].filter(since => since <= major).map(since => `since-${since}.sql`)]
    const schema = await read(...files)
    expect(printDifferences(compareSchemas(schema, await reloaded(schema)))).toBe('')
    expect((await typeCheck(file)).map(each => each.message)).toEqual([])
  })
})

it('writes a file that a person would have written', async () => {
  const users: Schema = {
    ...emptySchema,
    enums: Entries.of({ order_status: { name: { name: 'order_status' }, values: ['new', 'paid'] } }),
    tables: Entries.of({
      users: {
        name: { name: 'users' },
        columns: [
          { name: 'id', type: { kind: 'bigint', native: 'bigint' }, nullable: false, identity: { generation: 'by-default' } },
          { name: 'email', type: { kind: 'varchar', length: 255, native: 'character varying(255)' }, nullable: false },
          {
            name: 'status',
            type: { kind: 'enum', reference: { name: 'order_status' }, native: 'order_status' },
            nullable: false,
            default: { sql: `'new'::order_status` },
          },
          { name: 'tags', type: { kind: 'text', dimensions: 1, native: 'text[]' }, nullable: true },
          { name: 'age', type: { kind: 'integer', native: 'integer' }, nullable: true, default: { sql: '0' } },
          { name: 'window', type: { kind: 'interval', native: 'interval day to second' }, nullable: true },
        ],
        constraints: [
          { kind: 'primary-key', name: 'users_pkey', columns: ['id'] },
          { kind: 'unique', name: 'users_email_key', columns: ['email'] },
          { kind: 'check', name: 'grown_up', expression: 'age >= 18', validated: false },
        ],
        indexes: [{ name: 'users_status_idx', parts: [{ column: 'status' }], unique: false, valid: true, where: 'age > 0' }],
      },
    }),
  }
  expect(await written(users)).toBe(`import { ColumnBuilder, bigint, enumType, integer, schema, sql, table, text, varchar } from 'lockstep'

export const orderStatus = enumType('order_status', ['new', 'paid'])

export default schema({
  users: table({
    id: bigint().identity().primaryKey(),
    email: varchar(255).notNull().unique(),
    status: orderStatus().notNull().default(sql\`'new'::order_status\`),
    tags: text().array(),
    age: integer().default(0),
    window: new ColumnBuilder<string>({ type: { kind: 'interval', native: 'interval day to second' }, nullable: true }),
  }, t => ({
    constraints: [t.check('grown_up', sql\`age >= 18\`, { notValid: true })],
    indexes: [t.index(['status'], { where: sql\`age > 0\` })],
  })),
}, { enums: [orderStatus] })
`)
  expect(printDifferences(compareSchemas(users, await reloaded(users)))).toBe('')
})

it('gives back SQL of every spelling', async () => {
  const texts = [
    'a',
    "'it''s'",
    'back`tick',
    '${not} $1',
    "E'\\\\'",
    'ends in \\',
    ' spaces ',
    'two\nlines;\n',
    'two\r\nlines',
    '\\` \\${',
    '\\u0041 \\x',
    '',
  ]
  const checks = texts.map((expression, at) => ({ kind: 'check' as const, name: `c${at}`, expression, validated: true }))
  const schema: Schema = {
    ...emptySchema,
    tables: Entries.of({
      t: {
        name: { name: 't' },
        columns: [{ name: '__proto__', type: { kind: 'text', native: 'text' }, nullable: true }],
        constraints: checks,
        indexes: [],
      },
    }),
  }
  expect((await reloaded(schema)).tables.get('t')?.constraints.map(each => each.kind === 'check' && each.expression)).toEqual(texts)
})

it('names what the language cannot say', async () => {
  const table = {
    name: { name: 'a.b' },
    columns: [{ name: '1', type: { kind: 'text', native: 'text' } as const, nullable: true }],
    constraints: [],
    indexes: [],
  }
  const result = await writeSchema({ ...emptySchema, tables: Entries.of({ 'a.b': table }), tainted: ['x'] })
  expect(result.ok ? [] : result.diagnostics.map(each => each.message)).toEqual([
    'a.b cannot be written: a dot in a name would be read as the end of its schema',
    'the order of columns of a.b cannot be written: a column is called by a number',
    'x cannot be written: opaque SQL may have changed it',
  ])
})
