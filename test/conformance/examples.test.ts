import { readdirSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Schema } from '../../src/model/schema.ts'
import { generateFiles, type ChangeInput } from '../../src/pipeline.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { build, catalog, contents, expectSameCatalog, fill, prepare, targetSteps } from '../acceptance/rehearsal.ts'
import { residuesAfterDown } from '../acceptance/residue.ts'
import { startFramework, tools } from './framework-runner.ts'

const only = process.env.LOCKSTEP_CASE
const examples = readdirSync('schema-examples')
  .filter(f => f.endsWith('.ts'))
  .map(f => f.slice(0, -3))
  .filter(name => only === undefined || name === only)
const major = 16

const own = async (client: pg.Client): Promise<Schema> => {
  const schema = await catalog(client)
  const kept = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith('ledger.')))
  return { ...schema, tables: kept(schema.tables), sequences: kept(schema.sequences) }
}

describe.each(tools)('$framework.id $version', tool => {
  let server: Server
  beforeAll(async () => {
    if (tool.isThere) server = await startServer({ major })
  })
  afterAll(async () => {
    await server?.stop()
  })

  if (!tool.isThere) it.skip(`needs: ${tool.install}`, () => undefined)

  it.skipIf(!tool.isThere).each(examples)(`%s: goes up, again where a run may be repeated, and down`, async name => {
    const module = (await import(`../../schema-examples/${name}.ts`)) as { default: ChangeInput; minimumMajor?: number }
    if ((module.minimumMajor ?? 0) > major) return
    const input = module.default
    const { plan, engine } = await prepare(input, major)
    const files = await generateFiles(plan, {
      framework: tool.framework.id,
      version: tool.version,
      phase: 'all',
      now: new Date('2026-11-20T09:30:00Z'),
    })
    if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
    const open = async (kind: string): Promise<pg.Client> => {
      const client = new pg.Client(await server.createDatabase(`${kind}_${name.replaceAll('-', '_')}`))
      await client.connect()
      return client
    }
    const [client, target] = [await open('real'), await open('target')]
    try {
      await build(client, input.schema, engine)
      await fill(client, input.schema, engine)
      await build(target, input.schema, engine, targetSteps(input, engine))
      const start = await own(client)
      const rows = await contents(client, start, engine, plan)
      await client.query('CREATE SCHEMA ledger')
      const run = await startFramework(tool, server.url(`real_${name.replaceAll('-', '_')}`), files.value)
      const repeats = ({ content }: { content: string }) => tool.framework.id === 'laravel' || content.includes('disable_ddl_transaction!')
      for (const file of files.value) {
        await run.send(`up ${tool.keyOf(file)}`)
        if (!repeats(file)) continue
        const once = await own(client)
        await run.send(`forget ${tool.keyOf(file)}`)
        await run.send(`up ${tool.keyOf(file)}`)
        expectSameCatalog(await own(client), once, `${file.name} run twice`)
      }
      expectSameCatalog(await own(client), await own(target), 'after going up')
      const isFinal = plan.stages.some(({ units }) => units.some(unit => unit.down.grade === 'irreversible'))
      for (const file of isFinal ? [] : [...files.value].reverse()) await run.send(`down ${tool.keyOf(file)}`)
      run.end()
      if (isFinal) return
      const { left, declared } = residuesAfterDown(
        plan.stages.flatMap(stage => stage.units),
        start,
        await own(client),
      )
      expect(left, 'after going down').toEqual(declared)
      if (!plan.stages.some(({ units }) => units.some(unit => unit.isPointOfNoReturn)))
        expect(await contents(client, start, engine, plan)).toEqual(rows)
    } finally {
      await Promise.all([client.end(), target.end()])
    }
  })

  const php = tools.find(({ framework }) => framework.id === 'laravel')!
  it.skipIf(!php.isThere || tool !== php)('leaves a test suite on SQLite running', async () => {
    const { plan } = await prepare((await import('../../schema-examples/rename-column.ts')).default, major)
    const files = await generateFiles(plan, { framework: 'laravel', version: '8', phase: 'all', now: new Date('2026-11-20T09:30:00Z') })
    if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
    const run = await startFramework(php, 'sqlite://localhost/', files.value)
    await run.send(`sql ${Buffer.from('CREATE TABLE users (id integer primary key, name text)').toString('base64')}`)
    for (const file of files.value.slice(0, -1)) await run.send(`up ${php.keyOf(file)}`)
    run.end()
  })
})
