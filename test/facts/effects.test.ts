import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { effectsOf } from '../../src/engines/postgres/effects.ts'
import { loadExpressions } from '../../src/engines/postgres/expressions.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import type { EngineVersion } from '../../src/model/engine.ts'
import type { RelationLock } from '../../src/model/effects.ts'
import { keyOf } from '../../src/model/name.ts'
import type { Step, StepKind } from '../../src/steps/step.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { readOwners, traceOutsideTransaction, traceTransaction, withoutImplied } from '../../src/verify/trace.ts'
import { columnSamples } from './effects/column.ts'
import { constraintSamples } from './effects/constraint.ts'
import { objectSamples } from './effects/object.ts'
import { common, type Sample, type Samples } from './effects/sample.ts'
import { tableSamples } from './effects/table.ts'

// Complete by the compiler: a step kind nobody measures is an error here.
const samples: Samples<StepKind> = { ...tableSamples, ...columnSamples, ...constraintSamples, ...objectSamples }
const every = Object.entries(samples).flatMap(([kind, list]) =>
  (list as unknown as readonly Sample<StepKind>[]).map(sample => ({ title: `${kind}: ${sample.name}`, sample })),
)

const print = (locks: readonly RelationLock[]): string[] =>
  locks
    .map(({ relation, relationKind, mode, work }) => `${relationKind} ${keyOf(relation)}: ${mode}${work === 'none' ? '' : `, ${work}`}`)
    .sort()

describe.each([12, 14, 16, 18])('PostgreSQL %i does what the effects of a step say', major => {
  const version: EngineVersion = { engine: 'postgres', major, minor: 0 }
  let server: Server
  let url: string
  let client: pg.Client
  const connect = async (): Promise<pg.Client> => {
    const made = new pg.Client(url)
    await made.connect()
    return made
  }
  const schemaNow = () =>
    introspect(async (sql, parameters) => (await client.query(sql, parameters as unknown[])).rows as Record<string, unknown>[])

  beforeAll(async () => {
    await loadExpressions()
    server = await startServer({ major })
    url = await server.createDatabase('facts')
    client = await connect()
    await client.query('CREATE ROLE clerk')
  }, 60_000)
  afterAll(async () => {
    await client?.end()
    await server?.stop()
  })

  const possible = every.filter(({ sample: { from = 12, until = 99 } }) => major >= from && major <= until)
  it.each(possible)('$title', async ({ sample }) => {
    await client.query(
      'DROP PUBLICATION IF EXISTS pub; DROP SCHEMA IF EXISTS app CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public',
    )
    await client.query(`${common} ${sample.given ?? ''}`)
    const sqlOf = (step: Step, schema: Awaited<ReturnType<typeof schemaNow>>) =>
      statementsOf(step, schema, version).map(statement => statement.sql)
    if (sample.first !== undefined) {
      const schema = await schemaNow()
      for (const sql of sqlOf(sample.first(schema), schema)) await client.query(sql)
    }
    // Without figures the planner might read a small table through its index, which leaves no scan to be seen.
    await client.query(
      `DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace LOOP EXECUTE 'ANALYZE ' || t; END LOOP; END $$`,
    )

    const before = await schemaNow()
    const step = sample.step(before)
    const declared = effectsOf(step, before, version)
    const statements = sqlOf(step, before)

    const owners = [await readOwners(client)]
    const trace = declared.transactional
      ? await traceTransaction(client, statements)
      : await traceOutsideTransaction(connect, statements, sample.hold ?? [])
    owners.push(await readOwners(client))
    const ownerOf = (relation: RelationLock['relation']) => owners.map(find => find(relation)).find(owner => owner !== undefined)

    if (declared.fails !== undefined) return void expect(`${declared.fails} / ${trace.error?.message}`).toContain(`(${trace.error?.code})`)
    expect(trace.error).toBeUndefined()
    // From outside a transaction builds are seen by their messages, scans are not.
    const seen = (locks: readonly RelationLock[]) =>
      declared.transactional ? locks : locks.map(lock => ({ ...lock, work: lock.work === 'scan' ? ('none' as const) : lock.work }))
    const wanted = print(withoutImplied(seen(declared.locks), ownerOf))
    const observed = print(withoutImplied(trace.locks, ownerOf))
    expect(observed, `the server did: ${observed.join(' | ')}; declared is: ${wanted.join(' | ')}`).toEqual(wanted)
  })

  it.each(possible.filter(({ title }) => /online|by key/.test(title) && !title.startsWith('refresh')))(
    '$title: not in a transaction',
    async ({ sample }) => {
      await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
      await client.query(`${common} ${sample.given ?? ''}`)
      const before = await schemaNow()
      const statements = statementsOf(sample.step(before), before, version).map(statement => statement.sql)
      expect((await traceTransaction(client, statements)).error?.code).toMatch(/^(25001|2D000|0A000|55000)$/)
    },
  )
})
