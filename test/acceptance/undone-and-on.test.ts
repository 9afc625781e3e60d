import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../src/changes/recipe.ts'
import { schemaAfter } from '../../src/life/traces.ts'
import { generateFiles } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { replan } from '../../src/planner/replan.ts'
import { revertPlan } from '../../src/planner/revert.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { loadExample } from './examples.ts'
import { build, catalog, closeAll, expectSameCatalog, fill, openDatabase, plainOwner, prepare, run, runWatched } from './rehearsal.ts'

const major = 18

/** Of each way to leave something otherwise: a proof, an index, a type, a column out of sight. */
const names = ['rename-indexed-column', 'text-to-enum', 'drop-column', 'change-primary-key-type']

/** Undoing its swap takes away the index that the new key was to be made of. */
const refused = ['change-primary-key-type back from 3 to 2', 'change-primary-key-type back from 4 to 2']

describe(`a plan that was undone in part, and planned anew from there, on PostgreSQL ${major}`, () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  const upsOf = async (plan: Plan) => {
    const files = await generateFiles(plan, { framework: 'sql', phase: 'all', now: new Date('2026-12-20T09:30:00Z') })
    if (!files.ok) throw new Error(files.diagnostics.map(({ message }) => message).join('\n'))
    return files.value.filter(({ name }) => name.endsWith('.up.sql'))
  }

  it.each(names)('%s ends as if nothing had been undone', async name => {
    const input = await loadExample(name)
    const { plan, engine, ups } = await prepare(input, major, input.policy)
    const policy = { ...defaultPolicy, ...input.policy }
    const filled = async () => {
      const client = await openDatabase({ server, role: plainOwner })
      await build(client, input.schema, engine)
      await fill(client, input.schema, engine)
      return client
    }
    const straight = await filled()
    for (const file of ups) await run(straight, file)
    const end = await catalog(straight)
    const ways = plan.stages.flatMap(({ number: from }) => plan.stages.slice(0, from - 1).map(({ number: to }) => ({ from, to })))
    for (const { from, to } of ways) {
      const present = schemaAfter(plan, input.schema, from, engine.semantics)
      const undo = revertPlan({ plan, stages: plan.stages.slice(to, from), present, engine, policy, acceptsLoss: true, taken: [plan.slug] })
      if (!undo.ok) throw new Error(undo.diagnostics.map(({ message }) => message).join())
      const undoing = undo.value.plan
      const written = [...plan.stages.slice(0, from), ...undoing.stages.map(stage => ({ ...stage, number: from + stage.number }))]
      const again = replan({ plan, schema: input.schema, written, standing: plan.stages.slice(0, to), since: [], engine, policy })
      expect(again.ok, `${name} back from ${from} to ${to}`).toBe(!refused.includes(`${name} back from ${from} to ${to}`))
      if (!again.ok) continue
      const client = await filled()
      for (const file of ups.filter(({ stage }) => stage <= from)) await run(client, file)
      for (const file of await upsOf(undoing)) await run(client, file)
      for (const file of (await upsOf(again.value.plan)).filter(({ stage }) => stage > written.length))
        expect(await runWatched(client, file), `${file.name}: work under a blocking lock`).toEqual([])
      expectSameCatalog(await catalog(client), end, `${name} back from ${from} to ${to}, and on`)
    }
  })
})
