import type { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { record } from '../../src/history/recorder.ts'
import { emptySchema } from '../../src/model/schema.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { examples, loadExample } from './examples.ts'
import { build, catalog, closeAll, expectSameCatalog, openDatabase, prepare, targetSteps } from './rehearsal.ts'

/** The client, and everything that is run by it. */
const overheard = (client: Client): { readonly client: Client; readonly said: string[] } => {
  const said: string[] = []
  const query = (sql: string, ...rest: readonly unknown[]): unknown => {
    if (!sql.startsWith('SELECT (')) said.push(sql)
    return (client.query as (...all: readonly unknown[]) => unknown).call(client, sql, ...rest)
  }
  return { client: Object.assign(Object.create(client) as Client, { query }), said }
}

/** Replaces an entry of a publication by a block that puts its statement together itself, which nobody can read. */
const readable = examples.filter(name => name !== 'rename-published-column')

/** Expressions come back from the catalog in a spelling of its own, so that what is read is built and the two catalogs are compared. */
describe('SQL that is read', () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major: 18 })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  it.each(readable)('%s is the schema the server makes of it', async name => {
    const example = await loadExample(name)
    const { engine } = await prepare(example, 18, example.policy)
    const site = { server, role: 'postgres' } as const
    const { client, said } = overheard(await openDatabase(site))
    await build(client, example.schema, engine, targetSteps(example, engine))

    const text = said.join(';\n')
    const read = record({ engine, schema: emptySchema, wrapping: 'none' }, to =>
      to.sql(text, { file: 'all.sql', line: 1, column: 1, endLine: 1, endColumn: 1 }),
    )
    expect(read.diagnostics).toEqual([])
    expect(read.steps.flatMap(({ step }) => (step.kind === 'execute-sql' && step.known === undefined ? [step.up] : []))).toEqual([])

    const again = await openDatabase(site)
    await build(again, read.schema, engine)
    expectSameCatalog(await catalog(again), await catalog(client), 'built from what was read')
  })
})
