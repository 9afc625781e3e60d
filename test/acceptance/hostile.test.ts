import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { hostileChanges, hostileNames } from './hostile-changes.ts'
import { build, catalog, closeAll, expectSameCatalog, fill, openDatabase, prepare, run, targetSteps } from './rehearsal.ts'
import { residuesAfterDown } from './residue.ts'

const major = Number(process.env.LOCKSTEP_MAJOR ?? '16')
const only = process.env.LOCKSTEP_CASE

/** The whole way of a name: from the DSL through the planner into files, and through the server there and back. */
describe.each(Object.entries(hostileNames))(`everything named with %s, on PostgreSQL ${major}`, (_, word) => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  it.each(Object.entries(hostileChanges(word)).filter(([what]) => only === undefined || what === only))(
    '%s',
    async (_change, input) => {
      expect((input as unknown as { readonly diagnostics: readonly unknown[] }).diagnostics).toEqual([])
      const { plan, engine, ups, downs } = await prepare(input, major)
      const client = await openDatabase({ server, role: 'postgres' })
      await build(client, input.schema, engine)
      await fill(client, input.schema, engine)
      const start = await catalog(client)
      for (const file of ups) {
        await run(client, file)
        await run(client, file)
      }
      const target = await openDatabase({ server, role: 'postgres' })
      await build(target, input.schema, engine, targetSteps(input, engine))
      expectSameCatalog(await catalog(client), await catalog(target), 'after going up')
      for (const file of downs) await run(client, file)
      const { left, declared } = residuesAfterDown(
        plan.stages.flatMap(stage => stage.units),
        start,
        await catalog(client),
      )
      expect(left, 'after going down').toEqual(declared)
    },
    60_000,
  )
})
