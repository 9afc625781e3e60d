import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { integer, schema, sql, table, text } from '../../src/authoring.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'

const [long, other] = ['a'.repeat(63), 'ü'.repeat(31)]

/** What the DSL says without names, and the same as SQL without names. */
const stated = schema({
  users: table(
    { id: integer().primaryKey(), email: text().unique(), age: integer().check(sql`age > 0`), boss: integer().references('users') },
    t => ({
      constraints: [t.unique(['email', 'age'], { include: ['boss'] }), t.unique(['email', 'age'])],
      indexes: [
        t.index(['email']),
        t.index(['email'], { unique: true }),
        t.index([sql`lower(email)`, sql`(age + 1)`, 'boss'], { include: ['id'] }),
      ],
    }),
  ),
  [long]: table({ id: integer().primaryKey(), [other]: integer().unique(), b: integer().unique() }, t => ({
    indexes: [t.index([other, 'b'])],
  })),
})
const statements = `
  CREATE TABLE users (id integer PRIMARY KEY, email text UNIQUE, age integer CHECK (age > 0), boss integer REFERENCES users, UNIQUE (email, age) INCLUDE (boss), UNIQUE (email, age));
  CREATE INDEX ON users (email); CREATE UNIQUE INDEX ON users (email); CREATE INDEX ON users (lower(email), (age + 1), boss) INCLUDE (id);
  CREATE TABLE "${long}" (id integer PRIMARY KEY, "${other}" integer UNIQUE, b integer UNIQUE);
  CREATE INDEX ON "${long}" ("${other}", b)`

describe.each([12, 18])('names that PostgreSQL %i gives by itself', major => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  })
  afterAll(() => server.stop())

  it('are those of the DSL', async () => {
    const client = new pg.Client({ connectionString: server.url('postgres') })
    await client.connect()
    try {
      await client.query(statements)
      const { rows } = await client.query<{ name: string }>(`
        SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        UNION SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'i'`)
      const names = stated.schema.tables.values().flatMap(t => [...t.constraints, ...t.indexes].map(each => each.name))
      expect(names.toSorted()).toEqual(rows.map(row => row.name).toSorted())
      expect(stated.diagnostics).toEqual([])
    } finally {
      await client.end()
    }
  })
})
