import { Entries } from '../../src/model/entries.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareSchemas, printDifferences } from '../../src/engines/postgres/compare.ts'
import { loadExpressions, semantics as parsing } from '../../src/engines/postgres/expressions.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import { parseEngine } from '../../src/engines/postgres/versions.ts'
import type { EngineVersion } from '../../src/model/engine.ts'
import { keyOf } from '../../src/model/name.ts'
import type { Routine, Schema } from '../../src/model/schema.ts'
import { applyAll, applyStep, describeStep, invertStep } from '../../src/steps/index.ts'
import type { Semantics, Step } from '../../src/steps/step.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { catalogBase, catalogSamples } from './steps-follow-catalog-samples.ts'
import { base, samples, type Sample } from './postgres-step-samples.ts'

/** Everything happens in one transaction that is rolled back, so reading the catalog uses a savepoint of its own. */
const read = (client: pg.Client): Promise<Schema> =>
  introspect(
    async (text, values) =>
      (
        await client.query(
          text.startsWith('BEGIN') ? 'SAVEPOINT reading' : text === 'ROLLBACK' ? 'ROLLBACK TO reading' : text,
          values as unknown[],
        )
      ).rows,
  )

/** What a function made by a step does is in words in the model; its SQL is the engine's. */
const wordless = (schema: Schema, step: Step): Schema => {
  if (!/^(?:create|drop)-(?:sync|fill)-trigger$/.test(step.kind)) return schema
  const { name } = step as Extract<Step, { kind: 'create-sync-trigger' }>
  const routines = schema.routines.map(each => (each.name.name === name ? ({ name: each.name } as Routine) : each))
  return { ...schema, routines }
}

/** A partition's own names for NOT NULL (18) cannot be seen while it is attached. */
const namelessNotNulls = (schema: Schema, step: Step): Schema => {
  if (step.kind !== 'attach-partition' && step.kind !== 'detach-partition') return schema
  const table = schema.tables.get(keyOf(step.table))!
  return {
    ...schema,
    tables: Entries.of({
      ...schema.tables.toJSON(),
      [keyOf(step.table)]: { ...table, constraints: table.constraints.filter(c => c.kind !== 'not-null') },
    }),
  }
}

const plain = (schema: Schema, step: Step): Schema => namelessNotNulls(wordless(schema, step), step)
const differ = (predicted: Schema, found: Schema, step: Step): string =>
  printDifferences(compareSchemas(plain(predicted, step), plain(found, step), { ignore: ['tainted', 'owner'] }))

/** Bare: no guards. CONCURRENTLY leaves the same catalog as without; a backfill commits as it goes and leaves none. */
async function run(client: pg.Client, step: Step, before: Schema, version: EngineVersion): Promise<void> {
  if (step.kind === 'backfill') return
  for (const { sql } of statementsOf(step, before, version)) await client.query(sql.replace(/ CONCURRENTLY\b/, ''))
}

/** Samples whose texts are not as the catalog prints them, or that this test cannot run: the model keeps a text as it is given. */
const elsewhere = new Set([
  'create-policy: plain',
  'add-column: plain',
  'set-default: set',
  'add-constraint: exclusion',
  'create-index: online',
  'create-domain: plain',
  'replace-view: plain',
  'replace-view: materialized',
  'drop-sync-trigger: plain',
  'create-routine: procedure',
  'execute-sql: several',
  'detach-partition: online', // leaves its bounds as a check, and cannot run in a transaction
  'drop-domain-check: plain', // its check is made by a DO block, which 18 refuses behind a savepoint with pending changes
])

describe.each([12, 18])('PostgreSQL %i', major => {
  let server: Server
  const clients = new Map<string, pg.Client>()
  let version: EngineVersion
  beforeAll(async () => {
    await loadExpressions()
    server = await startServer({ major })
    for (const [name, sql] of Object.entries({ base, catalog: catalogBase })) {
      const client = new pg.Client(await server.createDatabase(name))
      await client.connect()
      await client.query(sql)
      clients.set(name, client)
    }
    const parsed = parseEngine(`postgres@${major}`)
    if (!parsed.ok) throw new Error('unsupported')
    version = parsed.value
  })
  afterAll(async () => {
    await Promise.all([...clients.values()].map(client => client.end()))
    await server.stop()
  })

  const semantics: Semantics = { ...parsing, namesNotNull: major >= 18 }
  const cases = [
    ...Object.entries(samples).flatMap(([kind, named]) =>
      Object.entries(named as unknown as Record<string, Sample<never>>)
        .filter(([, { since = 12, until = 99 }]) => major >= since && major <= until)
        .map(([name, sample]) => ({
          name: `${kind}: ${name}`,
          template: 'base',
          setup: sample.setup,
          step: sample.step as (before: Schema) => Step,
        })),
    ),
    ...catalogSamples
      .filter(({ since = 12 }) => major >= since)
      .map(sample => ({ name: sample.name, template: 'catalog', setup: sample.setup, step: sample.step })),
  ].filter(({ name }) => !elsewhere.has(name))

  it.each(cases)('$name: the catalog becomes what the model says, and goes back as graded', async ({ template, setup, step: stepFor }) => {
    const client = clients.get(template)!
    await client.query('BEGIN')
    try {
      if (setup !== undefined) await client.query(setup)
      const described = await read(client)
      const step = stepFor(described)
      if (step.kind === 'create-table' || step.kind === 'create-view' || step.kind === 'create-routine') {
        const { name } = 'table' in step ? step.table : 'view' in step ? step.view : step.routine
        const kind =
          step.kind === 'create-table'
            ? 'TABLE'
            : step.kind === 'create-routine'
              ? 'FUNCTION'
              : step.view.materialized
                ? 'MATERIALIZED VIEW'
                : 'VIEW'
        await client.query(`DROP ${kind} IF EXISTS ${name.name}`)
      }
      const before = await read(client)
      const predicted = applyStep(step, before, semantics)
      await run(client, step, before, version)
      const after = await read(client)
      expect(differ(predicted, after, step), describeStep(step)).toBe('')

      const inverse = invertStep(step, before, semantics)
      if (inverse.grade === 'irreversible') return
      let schema = after
      for (const back of inverse.steps) {
        await run(client, back, schema, version)
        schema = applyStep(back, schema, semantics)
      }
      const returned = await read(client)
      expect(
        differ(applyAll(inverse.steps, after, semantics), returned, step),
        `going back: ${inverse.steps.map(describeStep).join(', ')}`,
      ).toBe('')
      if (inverse.grade === 'exact') expect(differ(before, returned, step)).toBe('')
    } finally {
      await client.query('ROLLBACK')
    }
  })
})
