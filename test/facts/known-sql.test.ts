import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareSchemas } from '../../src/engines/postgres/compare.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { record } from '../../src/history/recorder.ts'
import type { RelationLock } from '../../src/model/effects.ts'
import { keyOf } from '../../src/model/name.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { traceTransaction } from '../../src/verify/trace.ts'

const given = `
  CREATE TABLE accounts (id bigint PRIMARY KEY);
  CREATE TABLE users (id bigint PRIMARY KEY, account_id bigint, age integer);
  INSERT INTO accounts SELECT generate_series(1, 300);
  INSERT INTO users SELECT i, i, i FROM generate_series(1, 300) i;
  ALTER TABLE users ADD CONSTRAINT of_age CHECK (age > 0) NOT ENFORCED;
  ALTER TABLE users ADD CONSTRAINT lax FOREIGN KEY (account_id) REFERENCES accounts NOT ENFORCED;
  ALTER TABLE users ADD CONSTRAINT strict FOREIGN KEY (account_id) REFERENCES accounts;
  ANALYZE`

const print = (locks: readonly RelationLock[]): readonly string[] =>
  locks
    .filter(({ relationKind }) => relationKind === 'table')
    .map(({ relation, mode, work }) => `${keyOf(relation)}: ${mode}, ${work}`)
    .toSorted()

describe('SQL that is kept as it stands does on PostgreSQL 18 what is known of it', () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major: 18 })
  }, 60_000)
  afterAll(() => server?.stop())

  it.each([
    'ALTER TABLE users ALTER CONSTRAINT lax ENFORCED',
    'ALTER TABLE users ALTER CONSTRAINT strict NOT ENFORCED',
    'ALTER TABLE users ALTER CONSTRAINT of_age ENFORCED',
    'UPDATE users SET age = 1, account_id = 2, age = 3',
  ])('%s', async sql => {
    const client = new pg.Client(await server.createDatabase(`known_${sql.replaceAll(/\W+/g, '_').toLowerCase().slice(0, 50)}`))
    await client.connect()
    await client.query(given)
    const read = () =>
      introspect(async (text, parameters) => (await client.query(text, parameters as unknown[])).rows as Record<string, unknown>[])
    const engine = await postgres({ engine: 'postgres', major: 18, minor: 0 })
    const at = { file: 'one.sql', line: 1, column: 1 }
    const { steps, schema } = record({ engine, schema: await read(), wrapping: 'one-each' }, to => to.sql(sql, at))
    const [only] = steps
    expect(steps).toHaveLength(1)
    const effects = engine.effects(only!.step, only!.before)
    const traced = await traceTransaction(client, [sql])
    expect(/\((\w{5})\)/.exec(effects.fails ?? '')?.[1]).toBe(traced.error?.code)
    if (traced.error === undefined) {
      expect(print(effects.locks)).toEqual(print(traced.locks))
      expect(compareSchemas(schema, await read())).toEqual([])
    }
    await client.end()
  })
})
