import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from 'pg'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { examples, loadExample } from './examples.ts'
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
  type Site,
} from './rehearsal.ts'
import { residuesAfterDown } from './residue.ts'

/** Last file first; one that says it cannot be undone must say so when it is run, and change nothing. */
const goBack = async (
  client: Client,
  plan: Plan,
  downs: readonly EmittedFile[],
): Promise<'at the start' | 'stopped at an irreversible file'> => {
  const units = plan.stages.flatMap(s => s.units).toReversed()
  for (const [index, file] of downs.entries()) {
    if (units[index]!.down.grade === 'irreversible') {
      const before = await catalog(client)
      await expect(run(client, file)).rejects.toThrow(/cannot be rolled back/)
      expectSameCatalog(await catalog(client), before, `${file.name} refused`)
      return 'stopped at an irreversible file'
    }
    expect(await runWatched(client, file), `${file.name}: work under a blocking lock`).toEqual([])
  }
  return 'at the start'
}

/**
 * Every example's files on one version of the server, by the driver that runs them statement by statement.
 * @param role who runs them; `LOCKSTEP_ROLES="postgres lockstep_owner"` runs them as each
 */
export function describeCases(major: number, role: Site['role']): void {
  const roles = (process.env.LOCKSTEP_ROLES ?? role).split(' ') as Site['role'][]
  describe(`PostgreSQL ${major}`, () => {
    let server: Server
    beforeAll(async () => {
      server = await startServer({ major })
    }, 120_000)
    afterEach(closeAll)
    afterAll(async () => {
      await server?.stop()
    })

    describe.each(roles)('as %s', role => {
      describe.each(examples)('%s', name => {
        const site = (): Site => ({ server, role })

        it('goes up phase by phase to the target, each unit once more without effect, and down to the start', async ({ skip }) => {
          const input = await loadExample(name)
          if (major < (input.minimumMajor ?? 0)) skip(`${name} needs PostgreSQL ${input.minimumMajor}`)
          const { plan, engine, ups, downs } = await prepare(input, major, input.policy)
          const client = await openDatabase(site())
          await build(client, input.schema, engine)
          await fill(client, input.schema, engine)
          const start = await catalog(client)
          const startRows = await contents(client, start, engine, plan)

          for (const file of ups) {
            expect(await runWatched(client, file), `${file.name}: work under a blocking lock`).toEqual([])
            const once = await catalog(client)
            await run(client, file)
            expectSameCatalog(await catalog(client), once, `${file.name} run twice`)
          }
          const target = await openDatabase(site())
          await build(target, input.schema, engine, targetSteps(input, engine))
          expectSameCatalog(await catalog(client), await catalog(target), 'after going up')

          if ((await goBack(client, plan, downs)) !== 'at the start') return
          const back = await catalog(client)
          const { left, declared } = residuesAfterDown(
            plan.stages.flatMap(s => s.units),
            start,
            back,
          )
          expect(left, 'after going down').toEqual(declared)
          if (!plan.stages.some(s => s.units.some(u => u.isPointOfNoReturn)))
            expect(await contents(client, start, engine, plan)).toEqual(startRows)
        }, 120_000)

        it('keeps the rows when it turns back before the point of no return', async ({ skip }) => {
          const input = await loadExample(name)
          if (major < (input.minimumMajor ?? 0)) skip(`${name} needs PostgreSQL ${input.minimumMajor}`)
          const { plan, engine, ups, downs } = await prepare(input, major, input.policy)
          const units = plan.stages.flatMap(s => s.units)
          const upTo = units.findIndex(u => u.isPointOfNoReturn)
          if (upTo === -1) return skip('the plan has no point of no return: the test before it comes all the way back with its rows')
          const client = await openDatabase(site())
          await build(client, input.schema, engine)
          await fill(client, input.schema, engine)
          const start = await catalog(client)
          const startRows = await contents(client, start, engine, plan)
          for (const file of ups.slice(0, upTo)) await run(client, file)
          for (const file of downs.slice(downs.length - upTo)) await run(client, file)
          const { left, declared } = residuesAfterDown(units.slice(0, upTo), start, await catalog(client))
          expect(left).toEqual(declared)
          expect(await contents(client, start, engine, plan)).toEqual(startRows)
        }, 120_000)

        it('replays at once on an empty database', async ({ skip }) => {
          const input = await loadExample(name)
          if (major < (input.minimumMajor ?? 0)) skip(`${name} needs PostgreSQL ${input.minimumMajor}`)
          const { engine, ups } = await prepare(input, major, input.policy)
          const client = await openDatabase(site())
          await build(client, input.schema, engine)
          for (const file of ups) await run(client, file)
          const target = await openDatabase(site())
          await build(target, input.schema, engine, targetSteps(input, engine))
          expectSameCatalog(await catalog(client), await catalog(target), 'replayed')
        }, 120_000)
      })
    })
  })
}
