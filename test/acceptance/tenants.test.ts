import { Entries } from '../../src/model/entries.ts'
import type { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Name } from '../../src/model/name.ts'
import type { Schema } from '../../src/model/schema.ts'
import { planChange } from '../../src/pipeline.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { examples, loadExample } from './examples.ts'
import { build, catalog, closeAll, connect, expectSameCatalog, fill, openDatabase, prepare, run, targetSteps } from './rehearsal.ts'
import { residuesAfterDown } from './residue.ts'

const major = Number(process.env.LOCKSTEP_MAJOR ?? 14)

/** What stands in no tenant's schema, or moves there, is refused; each with its reason. */
const refused: Readonly<Record<string, RegExp>> = {
  extensions: /the extension pg_trgm is the database's, not a tenant's/,
  'move-table': /billing\.invoices/,
}

/** The catalog of one schema of several, as if it were the only one. */
const catalogOf = async (client: Client, schema: string): Promise<Schema> => {
  const isMoved = schema !== 'public'
  if (isMoved) await client.query(`ALTER SCHEMA public RENAME TO lockstep_aside; ALTER SCHEMA ${schema} RENAME TO public`)
  try {
    const all = await catalog(client)
    const own = <T extends { readonly name: Name }>(entries: Entries<T>): Entries<T> =>
      entries.filter(({ name }) => name.schema === undefined)
    return {
      ...all,
      tables: own(all.tables),
      views: own(all.views),
      enums: own(all.enums),
      domains: own(all.domains),
      sequences: own(all.sequences),
      routines: own(all.routines),
      extensions: Entries.of({}),
    }
  } finally {
    if (isMoved) await client.query(`ALTER SCHEMA public RENAME TO ${schema}; ALTER SCHEMA lockstep_aside RENAME TO public`)
  }
}

/** What stands behind a tenant's schema in its search path: nothing but extensions, the old state of everything, the new state. */
const tenants = [
  { schema: 'tenant_a', path: 'tenant_a, public, shared' },
  { schema: 'tenant_b', path: 'tenant_b, finished, shared' },
  { schema: 'tenant_c', path: 'tenant_c, shared' },
] as const
/** In the gate each example meets one of them, by turns. */
const tenantsOf = (name: string): readonly (typeof tenants)[number][] =>
  process.env.LOCKSTEP_LAB === 'full' ? tenants : [tenants[examples.indexOf(name) % tenants.length]!]
const bystanders = ['public', 'finished'] as const

describe(`one schema for each tenant, on PostgreSQL ${major}`, () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  it.each(examples)(
    '%s: the same files do the same in each, forth and back, and nothing elsewhere',
    async name => {
      const input = await loadExample(name)
      if (major < (input.minimumMajor ?? 0)) return
      const planned = await planChange(input, { engine: `postgres@${major}`, policy: input.policy, tenants: 'search-path' })
      if (!planned.ok) {
        expect(planned.diagnostics.map(({ message }) => message).join('\n')).toMatch(refused[name] ?? /^$/)
        return
      }
      expect(refused[name], 'is no longer refused').toBeUndefined()
      const { plan, engine, ups, downs } = await prepare(input, major, input.policy, { tenants: 'search-path' })
      for (const { name: file, content } of [...ups, ...downs])
        expect(content.replaceAll(/^--.*$/gm, ''), file).not.toMatch(/\bpublic\s*\./)

      const admin = await openDatabase({ server, role: 'postgres' })
      await admin.query('CREATE SCHEMA shared; CREATE SCHEMA finished')
      for (const extension of input.schema.extensions.keys()) await admin.query(`CREATE EXTENSION ${extension} SCHEMA shared`)
      const { database } = admin as unknown as { database: string }
      const open = async (schema: string, path: string): Promise<Client> => {
        const client = await connect(server, database, 'postgres')
        await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}; SET search_path = ${path}`)
        return client
      }
      const sessions: (readonly [(typeof tenants)[number], Client])[] = []
      for (const tenant of tenantsOf(name)) {
        const client = await open(tenant.schema, `${tenant.schema}, shared`)
        await build(client, input.schema, engine)
        await fill(client, input.schema, engine)
        sessions.push([tenant, client])
      }
      await build(await open('public', 'public, shared'), input.schema, engine)
      await build(await open('finished', 'finished, shared'), input.schema, engine, targetSteps(input, engine))
      const before: Record<string, Schema> = {}
      for (const each of bystanders) before[each] = await catalogOf(admin, each)
      const start = await catalogOf(admin, sessions[0]![0].schema)

      const nothingElsewhere = async (when: string): Promise<void> => {
        for (const each of bystanders) expectSameCatalog(await catalogOf(admin, each), before[each]!, `${each}, ${when}`)
      }
      for (const [{ schema, path }, client] of sessions) {
        await client.query(`SET search_path = ${path}`)
        for (const file of ups) {
          await run(client, file)
          expect((await client.query('SHOW search_path')).rows, file.name).toEqual([{ search_path: path }])
          await run(client, file)
        }
        expectSameCatalog(await catalogOf(admin, schema), before['finished']!, `${schema} after ${name}`)
        await nothingElsewhere(`while ${schema} went forth`)
      }
      if (plan.stages.flatMap(({ units }) => units).some(({ down }) => down.grade === 'irreversible')) return
      for (const [{ schema, path }, client] of sessions) {
        for (const file of downs) {
          await run(client, file)
          expect((await client.query('SHOW search_path')).rows, file.name).toEqual([{ search_path: path }])
        }
        const { left, declared } = residuesAfterDown(
          plan.stages.flatMap(({ units }) => units),
          start,
          await catalogOf(admin, schema),
        )
        expect(left, `${schema} back`).toEqual(declared)
        await nothingElsewhere(`while ${schema} went back`)
      }
    },
    180_000,
  )
})
