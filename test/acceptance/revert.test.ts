import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../src/changes/recipe.ts'
import { schemaAfter } from '../../src/life/traces.ts'
import type { Schema } from '../../src/model/schema.ts'
import { generateFiles } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { revertPlan } from '../../src/planner/revert.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { examples, loadExample, type Example } from './examples.ts'
import {
  build,
  catalog,
  closeAll,
  contents,
  expectSameCatalog,
  fill,
  openDatabase,
  plainOwner,
  prepare,
  run,
  runWatched,
  type Rehearsal,
} from './rehearsal.ts'
import { residuesAfterDown } from './residue.ts'

const major = 18

/** In the gate each plan is undone from its last stage and, by turns, from one before it; in the full lab from each. */
const stagesOf = (plan: Plan, name: string): readonly number[] => {
  const earlier = plan.stages.slice(0, -1).map(({ number }) => number)
  const turn = earlier[examples.indexOf(name) % earlier.length]
  return [...(process.env.LOCKSTEP_LAB === 'full' || turn === undefined ? earlier : [turn]), plan.stages.length]
}

/** Their hand-written schema calls a function otherwise than the catalog does: only the prediction fits their plan. */
const spelledOtherwise = ['replace-function']

describe(`undoing a plan by migrations that go forward, on PostgreSQL ${major}`, () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  const revert = ({ plan, engine }: Rehearsal, input: Example, upTo: number, present: Schema) =>
    revertPlan({
      plan,
      stages: plan.stages.filter(({ number }) => number <= upTo),
      present,
      engine,
      policy: { ...defaultPolicy, ...input.policy },
      acceptsLoss: true,
      taken: [plan.slug],
    })
  const filesOf = async (plan: Plan) => {
    const files = await generateFiles(plan, { framework: 'sql', phase: 'all', now: new Date('2026-12-20T09:30:00Z') })
    if (!files.ok) throw new Error(files.diagnostics.map(({ message }) => message).join('\n'))
    const [ups, downs] = ['.up.sql', '.down.sql'].map(end => files.value.filter(({ name }) => name.endsWith(end)))
    return { ups: ups!, downs: downs!.toReversed() }
  }

  it.each(examples)(
    '%s: back to the start, and forth again',
    async name => {
      const input = await loadExample(name)
      const rehearsal = await prepare(input, major, input.policy)
      const { plan, engine, ups } = rehearsal
      for (const number of stagesOf(plan, name)) {
        const client = await openDatabase({ server, role: plainOwner })
        await build(client, input.schema, engine)
        await fill(client, input.schema, engine)
        const start = await catalog(client)
        const startRows = await contents(client, start, engine, plan)
        for (const file of ups.filter(({ stage }) => stage <= number)) await run(client, file)
        const there = await catalog(client)

        const predicted = schemaAfter(plan, input.schema, number, engine.semantics)
        const present = number === plan.stages.length && !spelledOtherwise.includes(name) ? there : predicted
        const undo = revert(rehearsal, input, number, present)
        const units = plan.stages.filter(stage => stage.number <= number).flatMap(stage => stage.units)
        if (!undo.ok) {
          expect(undo.diagnostics.map(({ code, message }) => (code === 'nothing-to-undo' ? code : message))).toEqual(['nothing-to-undo'])
          continue
        }
        const { ups: undos, downs } = await filesOf(undo.value.plan)
        const undoing = undo.value.plan.stages.flatMap(stage => stage.units)
        const end = undoing.findIndex(({ isPointOfNoReturn }) => isPointOfNoReturn)
        const returnable = end < 0 ? undoing.length : end
        for (const file of undos.slice(0, returnable)) await run(client, file)
        for (const file of downs.slice(downs.length - returnable)) await run(client, file)
        const again = residuesAfterDown(undoing.slice(0, returnable), there, await catalog(client))
        expect(again.left, `the undoing taken back, at stage ${number}`).toEqual(again.declared)

        for (const file of undos) {
          expect(await runWatched(client, file), `${file.name}: work under a blocking lock`).toEqual([])
          const once = await catalog(client)
          await run(client, file)
          expectSameCatalog(await catalog(client), once, `${file.name} run twice`)
        }
        if (units.some(({ down }) => down.grade === 'irreversible')) continue
        const back = await catalog(client)
        const { left, declared } = residuesAfterDown(units, start, back)
        expect(left, `undone from stage ${number}`).toEqual(declared)
        if (!units.some(({ down }) => down.grade === 'loses data')) expect(await contents(client, start, engine, plan)).toEqual(startRows)
      }
    },
    180_000,
  )
})
