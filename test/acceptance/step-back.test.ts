import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { examples, loadExample } from './examples.ts'
import { build, catalog, closeAll, expectSameCatalog, fill, openDatabase, prepare, run } from './rehearsal.ts'
import { residuesAfterDown } from './residue.ts'

/**
 * The swap of a key uses up the index and the foreign keys that were built for it. Building them again behind the swap would
 * not survive a kill: the blocks before it ask for columns that have other names by then.
 */
const usedUp: Readonly<Record<string, readonly string[]>> = {
  'change-primary-key-type': ['orders: foreign-key orders_user_id_fkey_new', 'users: index users_pkey_new'],
}

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
        if (usedUp[name] !== undefined && left.length > declared.length) {
          expect(left, up.name).toEqual(usedUp[name])
          await expect(run(client, up), `${up.name} says so if it runs again`).rejects.toThrow(/users_pkey_new.* does not exist/)
          return
        }
        expect(left, up.name).toEqual(declared)
        await run(client, up)
        expectSameCatalog(await catalog(client), after, `${up.name} once more`)
      }
    },
    60_000,
  )
})
