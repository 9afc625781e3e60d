import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareSchemas, printDifferences } from '../../src/engines/postgres/compare.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { record } from '../../src/history/recorder.ts'
import type { RelationLock } from '../../src/model/effects.ts'
import { keyOf } from '../../src/model/name.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { traceTransaction } from '../../src/verify/trace.ts'
import { common, partitioned, withDefault } from './effects/sample.ts'

const march = `CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2024-03-01') TO ('2024-04-01')`

const samples: readonly (readonly [name: string, given: string, sql: string])[] = [
  ['plain', partitioned, march],
  ['beside a default one', withDefault, march],
  [
    'beside a proven default one',
    `${withDefault} ALTER TABLE events_other ADD CHECK (NOT (at IS NOT NULL AND at >= '2024-03-01'::date AND at < '2024-04-01'::date))`,
    march,
  ],
  ['the default one', partitioned, 'CREATE TABLE events_other PARTITION OF events DEFAULT'],
  ['with an index of the parent', `${partitioned} CREATE INDEX ON events (kind); ALTER TABLE events ADD PRIMARY KEY (id, at)`, march],
  [
    'with a foreign key of the parent',
    `${partitioned} ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES accounts`,
    march,
  ],
  [
    'with columns and constraints of its own',
    partitioned,
    march.replace('FOR VALUES', `(kind NOT NULL, CONSTRAINT few CHECK (id < 100)) FOR VALUES`),
  ],
  ['that is partitioned itself', partitioned, `${march} PARTITION BY LIST (kind)`],
]

const print = (locks: readonly RelationLock[]): readonly string[] =>
  locks
    .filter(({ relationKind }) => relationKind === 'table')
    .map(({ relation, mode, work }) => `${keyOf(relation)}: ${mode}, ${work}`)
    .toSorted()

describe.each([12, 18])('CREATE TABLE … PARTITION OF, as somebody else wrote it, on PostgreSQL %i', major => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  }, 60_000)
  afterAll(() => server?.stop())

  it.each(samples)('%s: takes the locks that are said, and makes the table that is said', async (name, given, sql) => {
    const client = new pg.Client(await server.createDatabase(`of_${name.replaceAll(' ', '_')}`))
    await client.connect()
    try {
      await client.query(`${common} ${given}`)
      await client.query('ANALYZE')
      const read = () =>
        introspect(async (text, parameters) => (await client.query(text, parameters as unknown[])).rows as Record<string, unknown>[])
      const engine = await postgres({ engine: 'postgres', major, minor: 0 })
      const { steps, schema } = record({ engine, schema: await read(), wrapping: 'one-each' }, to =>
        to.sql(sql, { file: 'one.sql', line: 1, column: 1 }),
      )
      expect(steps.map(({ step }) => step)).toMatchObject([{ kind: 'create-table', inParent: true }])
      const effects = engine.effects(steps[0]!.step, steps[0]!.before)
      const traced = await traceTransaction(client, [sql])
      expect(traced.error).toBeUndefined()
      expect(print(effects.locks)).toEqual(print(traced.locks))
      expect(print(effects.locks)).toContain('events: access exclusive, none')
      expect(printDifferences(compareSchemas(schema, await read(), { ignore: ['owner'] }))).toBe('')
    } finally {
      await client.end()
    }
  })
})
