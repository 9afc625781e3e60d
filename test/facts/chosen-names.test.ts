import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareSchemas, printDifferences } from '../../src/engines/postgres/compare.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { record } from '../../src/history/recorder.ts'
import { emptySchema } from '../../src/model/schema.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'

/** Keys of one statement that say the same: which of them is made, and by what name. */
const keys: readonly string[] = [
  'CREATE TABLE t (id int UNIQUE PRIMARY KEY)',
  'CREATE TABLE t (id int PRIMARY KEY, b int, UNIQUE (id))',
  'CREATE TABLE t (id int CONSTRAINT u UNIQUE, b int, PRIMARY KEY (id))',
  'CREATE TABLE t (id int PRIMARY KEY, CONSTRAINT u UNIQUE (id), CONSTRAINT v UNIQUE (id))',
  'CREATE TABLE t (id int CONSTRAINT u UNIQUE, CONSTRAINT p PRIMARY KEY (id))',
  'CREATE TABLE t (id int PRIMARY KEY, UNIQUE (id) DEFERRABLE)',
  'CREATE TABLE t (a int, b int, PRIMARY KEY (a, b), UNIQUE (b, a))',
  'CREATE TABLE t (a int, b int, UNIQUE (a, b), CONSTRAINT u UNIQUE (a, b), CONSTRAINT v UNIQUE (a, b))',
  'CREATE TABLE t (a int, b int, PRIMARY KEY (a), UNIQUE (a) INCLUDE (b))',
  'CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b), CONSTRAINT u UNIQUE (a) INCLUDE (b))',
  'CREATE TABLE t (a int, PRIMARY KEY (a), UNIQUE (a) WITH (fillfactor = 50))',
  'CREATE TABLE t (a int PRIMARY KEY, b int, UNIQUE (a), CONSTRAINT t_a_key CHECK (b > 0))',
  'CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t ADD UNIQUE (a)',
  'CREATE TABLE t (b int); ALTER TABLE t ADD COLUMN a int UNIQUE PRIMARY KEY',
  'CREATE TABLE t (b int); ALTER TABLE t ADD COLUMN a int CONSTRAINT u UNIQUE PRIMARY KEY',
]

/** Where any constraint of the schema has the name of a new NOT NULL, it gets a number (18). */
const notNulls: readonly string[] = [
  'CREATE TABLE users (name text NOT NULL, CONSTRAINT users_name_not_null CHECK (length(name) > 0))',
  'CREATE TABLE other (id int); CREATE INDEX users_name_not_null ON other (id); CREATE TABLE users (name text NOT NULL)',
  'CREATE TABLE users_name_not_null (id int); CREATE TABLE users (name text NOT NULL)',
  'CREATE TABLE other (id int, CONSTRAINT users_name_not_null CHECK (id > 0)); CREATE TABLE users (name text NOT NULL)',
  'CREATE SCHEMA s; CREATE TABLE s.users (name text NOT NULL); CREATE TABLE users (name text NOT NULL)',
  "CREATE TABLE users (name text NOT NULL); ALTER TABLE users RENAME COLUMN name TO full_name; ALTER TABLE users ADD COLUMN name text NOT NULL DEFAULT ''",
  'CREATE TABLE users (name text NOT NULL); ALTER TABLE users RENAME TO people; CREATE TABLE users (name text NOT NULL); ALTER TABLE users RENAME TO folk; CREATE TABLE users (name text NOT NULL)',
  'CREATE TABLE a_b (c text NOT NULL); CREATE TABLE a (b_c text NOT NULL); CREATE TABLE a_b_c (id int NOT NULL)',
  `CREATE TABLE ${'a'.repeat(61)} (${'b'.repeat(40)}1 text NOT NULL, ${'b'.repeat(40)}2 text NOT NULL)`,
  'CREATE TABLE users (name text); ALTER TABLE users ADD CONSTRAINT users_name_not_null CHECK (length(name) > 0); ALTER TABLE users ALTER COLUMN name SET NOT NULL; ALTER TABLE users DROP CONSTRAINT users_name_not_null',
  'CREATE TABLE users (name text); ALTER TABLE users ADD CONSTRAINT users_name_not_null CHECK (length(name) > 0); ALTER TABLE users ALTER COLUMN name SET NOT NULL; ALTER TABLE users ALTER COLUMN name DROP NOT NULL',
  'CREATE TABLE users (id int CONSTRAINT users_id_not_null CHECK (id > 0)); ALTER TABLE users ADD PRIMARY KEY (id)',
  'CREATE TABLE users (id int CONSTRAINT users_id_not_null CHECK (id > 0) GENERATED ALWAYS AS IDENTITY)',
  'CREATE TABLE users (name text NOT NULL, new text NOT NULL); ALTER TABLE users DROP COLUMN name; ALTER TABLE users RENAME COLUMN new TO name',
  'CREATE TABLE users (name text NOT NULL, CONSTRAINT users_name_not_null CHECK (length(name) > 0)); ALTER TABLE users DROP CONSTRAINT users_name_not_null1',
]

describe.each([12, 18])('names on PostgreSQL %i', major => {
  let server: Server
  let count = 0
  beforeAll(async () => {
    server = await startServer({ major })
  }, 60_000)
  afterAll(() => server?.stop())

  it.each(major < 18 ? keys : [...keys, ...notNulls])('%s', async sql => {
    const client = new pg.Client(await server.createDatabase(`names_${(count += 1)}`))
    await client.connect()
    try {
      const engine = await postgres({ engine: 'postgres', major, minor: 0 })
      const { schema } = record({ engine, schema: emptySchema, wrapping: 'one-each' }, to =>
        to.sql(sql, { file: 'one.sql', line: 1, column: 1 }),
      )
      await client.query(sql)
      const read = await introspect(
        async (text, parameters) => (await client.query(text, parameters as unknown[])).rows as Record<string, unknown>[],
      )
      const named = (tables: typeof schema.tables) =>
        Object.fromEntries(
          tables.values().map(({ name, constraints }) => [name.name, constraints.map(c => `${c.kind} ${c.name}`).toSorted()]),
        )
      expect(named(schema.tables)).toEqual(named(read.tables))
      expect(printDifferences(compareSchemas(schema, read, { ignore: ['owner'] }))).toBe('')
    } finally {
      await client.end()
    }
  })
})
