import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '../../src/changes/change.ts'
import { behaviourOf } from '../../src/changes/index.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { loadEngine, planChange } from '../../src/pipeline.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { randomInput, type RandomInput } from '../laws/random-input.ts'
import {
  build,
  catalog,
  closeAll,
  contents,
  expectSameCatalog,
  fill,
  openDatabase,
  prepare,
  run,
  runWatched,
  targetSteps,
} from './rehearsal.ts'
import { residuesAfterDown } from './residue.ts'

const major = Number(process.env['LOCKSTEP_MAJOR'] ?? 18)
/** How many are rehearsed; LOCKSTEP_PROPERTIES raises it, LOCKSTEP_SEED starts elsewhere. */
const samples = Number(process.env['LOCKSTEP_PROPERTIES'] ?? 12)
const seed = Number(process.env['LOCKSTEP_SEED'] ?? 20_261_120)

const makesRowsAlike = ({ kind }: Change): boolean => ['make-required', 'add-column'].includes(kind)
/** The rows of a random schema must be able to hold what is asked of them: a filled column repeats its value. */
const isBorneByRows = ({ schema, changes }: RandomInput): boolean =>
  !changes.some(
    change =>
      change.kind === 'make-required' &&
      schema.tables
        .get(change.table.name)
        ?.constraints.some(c => (c.kind === 'unique' || c.kind === 'foreign-key') && c.columns.includes(change.column.name)) !== false,
  ) &&
  !changes.some(
    change =>
      change.kind === 'add-constraint' &&
      ((change.constraint.kind === 'unique' && changes.some(makesRowsAlike)) ||
        (change.constraint.kind === 'foreign-key' &&
          (changes.some(makesRowsAlike) || !schema.tables.has(change.constraint.references.name)))),
  )

const engine = await postgres({ engine: 'postgres', major, minor: 0 })
const drawn = fc.sample(randomInput(engine, 4).filter(isBorneByRows), { seed, numRuns: samples * 2 })
const planned = await Promise.all(drawn.map(async input => ({ input, plan: await planChange(input, { engine: `postgres@${major}` }) })))
const inputs = planned
  .filter(({ plan }) => plan.ok)
  .slice(0, samples)
  .map(({ input }) => ({ input, what: input.changes.map(change => behaviourOf(change).describe(change)).join('; ') }))

/** What test/laws/properties.test.ts proves of the model, of a sample on a server with rows. */
describe(`random changes of random schemas, on PostgreSQL ${major}`, () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  it('are as many as asked for', () => {
    expect(inputs.length).toBe(samples)
  })

  it.each(inputs)('$what', async ({ input }) => {
    const { plan, ups, downs } = await prepare(input, major)
    const client = await openDatabase({ server, role: 'postgres' })
    await build(client, input.schema, engine)
    await fill(client, input.schema, engine)
    const start = await catalog(client)
    const rows = await contents(client, start, engine, plan)
    const made = new Set(input.changes.flatMap(change => (change.kind === 'create-table' ? [change.table.name.name] : [])))
    for (const file of ups) {
      const heavy = (await runWatched(client, file)).filter(({ table }) => !made.has(table)) // nobody knows those yet
      expect(heavy, `${file.name}: work under a blocking lock`).toEqual([])
      const once = await catalog(client)
      await run(client, file)
      expectSameCatalog(await catalog(client), once, `${file.name} run twice`)
    }
    const target = await openDatabase({ server, role: 'postgres' })
    await build(target, input.schema, await loadEngine(plan.engine), targetSteps(input, engine))
    expectSameCatalog(await catalog(client), await catalog(target), 'after going up')

    const units = plan.stages.flatMap(stage => stage.units)
    const last = units.findLastIndex(unit => unit.down.grade === 'irreversible') + 1
    for (const file of downs.slice(0, units.length - last))
      expect(await runWatched(client, file), `${file.name}: work under a blocking lock`).toEqual([])
    if (last > 0) return
    const { left, declared } = residuesAfterDown(units, start, await catalog(client))
    expect(left, 'after going down').toEqual(declared)
    if (!units.some(unit => unit.isPointOfNoReturn)) expect(await contents(client, start, engine, plan)).toEqual(rows)
  })
})
