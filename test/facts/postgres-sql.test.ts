import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertFact, onlyUnless } from '../../src/engines/postgres/guards.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import { parseEngine } from '../../src/engines/postgres/versions.ts'
import type { EngineVersion } from '../../src/model/engine.ts'
import { keyOf } from '../../src/model/name.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { SqlStatement } from '../../src/steps/engine.ts'
import type { Step } from '../../src/steps/step.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { base, samples, type Sample } from './postgres-step-samples.ts'

const read = (client: pg.Client): Promise<Schema> =>
  introspect(async (text, values) => (await client.query(text, values as unknown[])).rows)
const holds = async (client: pg.Client, condition: string): Promise<unknown> =>
  (await client.query(`SELECT (${condition}) AS held`)).rows[0].held

/** CREATE INDEX CONCURRENTLY and its like, and a DO block that commits, stand outside transactions. */
const standsAlone = ({ kind }: Step, statements: readonly SqlStatement[]): boolean =>
  kind === 'backfill' || statements.some(({ sql }) => /\bCONCURRENTLY\b/.test(sql))

/** As a framework would: guarded, in one transaction where that may be. */
async function run(client: pg.Client, step: Step, statements: readonly SqlStatement[]): Promise<void> {
  const alone = standsAlone(step, statements)
  if (!alone) await client.query('BEGIN')
  for (const statement of statements) {
    if (!alone) await client.query(onlyUnless(statement))
    else if (statement.doneWhen === undefined || (await holds(client, statement.doneWhen)) !== true) await client.query(statement.sql)
    const { assertAfter } = statement
    if (assertAfter !== undefined)
      await client.query(assertFact({ ...assertAfter, reads: [], scans: false }, `LOCKSTEP: ${assertAfter.otherwise}`))
  }
  if (!alone) await client.query('COMMIT')
}

/** Steps that make an object anew from the catalog's own description of it: it is dropped first, and must come back equal. */
const madeAgain = (step: Step, before: Schema): string | undefined => {
  if (step.kind === 'create-table' && before.tables.has(keyOf(step.table.name))) return `DROP TABLE ${step.table.name.name}`
  if (step.kind === 'create-view' && before.views.has(keyOf(step.view.name)))
    return `DROP ${step.view.materialized ? 'MATERIALIZED ' : ''}VIEW ${step.view.name.name}`
  if (step.kind === 'create-routine' && before.routines.has(keyOf(step.routine.name))) return `DROP FUNCTION ${step.routine.name.name}`
  return undefined
}

describe.each([12, 18])('PostgreSQL %i', major => {
  let server: Server
  let version: EngineVersion
  beforeAll(async () => {
    server = await startServer({ major })
    const url = await server.createDatabase('base')
    const client = new pg.Client(url)
    await client.connect()
    await client.query(base)
    await client.end()
    const parsed = parseEngine(`postgres@${major}`)
    if (!parsed.ok) throw new Error('unsupported')
    version = parsed.value
  })
  afterAll(() => server.stop())

  const cases = Object.entries(samples).flatMap(([kind, named]) =>
    Object.entries(named as unknown as Record<string, Sample<never>>)
      .filter(([, { since = 12, until = 99 }]) => major >= since && major <= until)
      .map(([name, sample]) => [`${kind}: ${name}`, sample] as const),
  )

  it.each(cases)('%s: does it once, and nothing when repeated', async (_name, sample) => {
    const client = new pg.Client(await server.createDatabase('sample', { template: 'base' }))
    await client.connect()
    try {
      if (sample.setup !== undefined) await client.query(sample.setup)
      const described = await read(client)
      const step = (sample.step as (before: Schema) => Step)(described)
      const again = madeAgain(step, described)
      if (again !== undefined) await client.query(again)
      const before = again === undefined ? described : await read(client)
      const statements = statementsOf(step, before, version)
      for (const { doneWhen } of statements) if (doneWhen !== undefined) expect(await holds(client, doneWhen), doneWhen).not.toBe(true)

      await run(client, step, statements)
      const after = await read(client)
      if (sample.isInvisible !== true) expect(after).not.toEqual(before)
      else expect(after).toEqual(before)
      if (again !== undefined) expect(after).toEqual(described)
      for (const { doneWhen } of statements) if (doneWhen !== undefined) expect(await holds(client, doneWhen), doneWhen).toBe(true)

      await run(client, step, statements)
      expect(await read(client)).toEqual(after)
      if (sample.check !== undefined) expect(await holds(client, sample.check)).toBe(true)
    } finally {
      await client.end()
      await server.dropDatabase('sample')
    }
  })
})
