import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { examples, loadExample } from './examples.ts'
import { build, catalog, closeAll, expectSameCatalog, fill, openDatabase, prepare, run } from './rehearsal.ts'
import { residuesAfterDown } from './residue.ts'

describe('each file taken back by itself, on PostgreSQL 18', () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major: 18 })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })
  it.each(examples)(
    '%s: what was there before it is there again, and it goes forth once more',
    async name => {
      const input = await loadExample(name)
      const { plan, engine, ups, downs } = await prepare(input, 18, input.policy)
      const client = await openDatabase({ server, role: 'postgres' })
      await build(client, input.schema, engine)
      await fill(client, input.schema, engine)
      const units = plan.stages.flatMap(stage => stage.units)
      for (const [n, up] of ups.entries()) {
        const before = await catalog(client)
        await run(client, up)
        if (units[n]!.down.grade === 'irreversible') continue
        const after = await catalog(client)
        await run(client, downs[downs.length - 1 - n]!)
        const { left, declared } = residuesAfterDown([units[n]!], before, await catalog(client))
        expect(left, up.name).toEqual(declared)
        await run(client, up)
        expectSameCatalog(await catalog(client), after, `${up.name} once more`)
      }
    },
    60_000,
  )
})
