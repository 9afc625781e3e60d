import type { Entries } from '../../../src/model/entries.ts'
import pg from 'pg'
import { expect } from 'vitest'
import type { EmittedFile } from '../../../src/frameworks/framework.ts'
import { keyOf, type Name } from '../../../src/model/name.ts'
import type { Schema } from '../../../src/model/schema.ts'
import { generateFiles } from '../../../src/pipeline.ts'
import type { Plan } from '../../../src/plan/plan.ts'
import type { Step } from '../../../src/steps/step.ts'
import type { Engine as SqlEngine } from '../../../src/steps/engine.ts'
import type { Server } from '../../../src/verify/postgres-server.ts'
import type { Example } from '../../acceptance/examples.ts'
import { build, catalog, contents, expectSameCatalog, fill, prepare, targetSteps } from '../../acceptance/rehearsal.ts'
import { residuesAfterDown } from '../../acceptance/residue.ts'
import { ToolFailed, type Open, type Project, type Site, type Tool } from './tool.ts'

/** One example on one server: planned once, its start and target built once, for all tools. */
export interface Case {
  readonly name: string
  readonly server: Server
  readonly plan: Plan
  readonly engine: SqlEngine
  /** Database with the starting schema and rows, to be copied. */
  readonly filled: string
  /** The same without rows: a new laptop. */
  readonly empty: string
  readonly start: Schema
  readonly rows: Readonly<Record<string, readonly string[]>>
  readonly target: Schema
}

export async function using<T>(server: Server, database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.url(database), application_name: 'lab' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export async function prepareCase(name: string, input: Example, server: Server): Promise<Case> {
  const { tenants } = input
  const { plan, engine } = await prepare(input, server.major, input.policy, tenants === undefined ? {} : { tenants })
  const building = async (client: pg.Client, ...more: readonly Step[]): Promise<void> => {
    if (tenants !== undefined) {
      await client.query('SET search_path = public')
      await build(client, input.schema, engine)
      await client.query('CREATE SCHEMA tenant; SET search_path = tenant, public')
    }
    await build(client, input.schema, engine, more)
  }
  const database = async (kind: string, work: (client: pg.Client) => Promise<unknown>): Promise<string> => {
    const made = `${kind}_${name.replaceAll('-', '_')}`
    await server.createDatabase(made)
    await using(server, made, work)
    return made
  }
  const empty = await database('empty', client => building(client))
  const filled = await database('filled', async client => {
    await building(client)
    await fill(client, input.schema, engine)
  })
  const built = await database('target', client => building(client, ...targetSteps(input, engine)))
  const target = await using(server, built, catalog)
  await server.dropDatabase(built)
  const [start, rows] = await using(server, filled, async client => {
    const schema = await catalog(client)
    return [schema, await contents(client, schema, engine, plan)] as const
  })
  return { name, server, plan, engine, filled, empty, start, rows, target }
}

export const releaseCase = async ({ server, filled, empty }: Case): Promise<void> => {
  await server.dropDatabase(filled)
  await server.dropDatabase(empty)
}

/** As the plan names it, which knows no tenant's schema. */
const withoutTenant = (text: string): string => text.replace(/^tenant\./, '')

export const now = new Date('2026-11-20T09:30:00Z')

export async function filesFor(plan: Plan, tool: Tool): Promise<readonly EmittedFile[]> {
  const files = await generateFiles(plan, { framework: tool.framework, ...tool.options, phase: 'all', now })
  if (!files.ok) throw new Error(files.diagnostics.map(d => `${d.message} ${d.help ?? ''}`).join('\n'))
  return files.value
}

let copies = 0

/** Copies a database and opens a project of the tool on it. */
export async function openProject<P extends Project>(
  server: Server,
  template: string,
  open: Open<P>,
): Promise<{ readonly project: P; readonly database: string; readonly close: () => Promise<void> }> {
  const database = `lab_${process.pid}_${(copies += 1)}`
  await server.createDatabase(database, { template })
  const site: Site = { host: '127.0.0.1', port: server.port, database, user: 'postgres' }
  const project = await open(site)
  return {
    project,
    database,
    close: async () => {
      await project.close()
      await server.dropDatabase(database)
    },
  }
}

/** The catalog without what the framework keeps for itself. */
export async function catalogWithout(client: pg.Client, { ledger }: Tool): Promise<Schema> {
  const schema = await catalog(client)
  const isOwn = (key: string): boolean => {
    const name = withoutTenant(key)
    return ledger.tables.some(table => name === table || name.startsWith(`${table}_`))
  }
  const kept = <T extends { readonly name: Name }>(entries: Entries<T>): Entries<T> => entries.filter(({ name }) => !isOwn(keyOf(name)))
  return { ...schema, tables: kept(schema.tables), sequences: kept(schema.sequences) }
}

/** Can the file run again by itself? Where the framework records in the same transaction, it never has to. */
export const mayRunAgain = (file: EmittedFile, { ledger }: Tool): boolean =>
  ledger.isRecordedApart?.(file) ??
  /^\s*disable_ddl_transaction!|withinTransaction = false|runInTransaction|^-- \+goose NO TRANSACTION|transaction:false|CONCURRENTLY/m.test(
    file.content,
  )

/**
 * A plan's whole life in one framework: stage by stage up, each file that may be left unrecorded once more, back file by
 * file to the start, up again, and at once on an empty database. The ledger is right at each point.
 */
export async function liveThrough(it: Case, tool: Tool, open: Open<Project>): Promise<void> {
  const { server, plan, engine, start } = it
  const files = await filesFor(plan, tool)
  const keyed = files.flatMap(file => {
    const key = tool.ledger.keyOf(file)
    return key === undefined ? [] : [{ file, key }]
  })
  const stages = [...new Set(files.map(({ stage }) => stage))].sort((a, b) => a - b)
  const { project, database, close } = await openProject(server, it.filled, open)
  try {
    await using(server, database, async client => {
      const expectLedger = async (keys: readonly string[], when: string): Promise<void> =>
        expect(await tool.ledger.applied(client, files), `ledger ${when}`).toEqual(keys)
      let applied: readonly string[] = []
      for (const stage of stages) {
        await project.add(files.filter(file => file.stage === stage))
        await project.migrate()
        applied = keyed.filter(({ file }) => file.stage <= stage).map(({ key }) => key)
        await expectLedger(applied, `after stage ${stage}`)
        const last = keyed.findLast(({ file }) => file.stage === stage)
        if (last === undefined || !mayRunAgain(last.file, tool)) continue
        const once = await catalogWithout(client, tool)
        await tool.ledger.forget(client, last.key, files)
        await project.migrate()
        expectSameCatalog(await catalogWithout(client, tool), once, `${last.file.name} run twice`)
        await expectLedger(applied, `after ${last.file.name} ran twice`)
      }
      expectSameCatalog(await catalogWithout(client, tool), it.target, 'after going up')

      if (plan.stages.some(({ units }) => units.some(unit => unit.down.grade === 'irreversible'))) {
        await rollBackToIrreversible(it, tool, project, client)
        return
      }
      for (const { file } of keyed.toReversed()) {
        await project.rollBack()
        applied = applied.slice(0, -1)
        await expectLedger(applied, `after ${file.name} was rolled back`)
      }
      const back = await catalogWithout(client, tool)
      const { left, declared } = residuesAfterDown(
        plan.stages.flatMap(({ units }) => units),
        start,
        back,
      )
      expect(left.map(withoutTenant).toSorted(), 'after going down').toEqual(declared)
      if (!plan.stages.some(({ units }) => units.some(unit => unit.isPointOfNoReturn)))
        expect(await contents(client, start, engine, plan), 'rows after going down').toEqual(it.rows)

      await project.migrate()
      expectSameCatalog(await catalogWithout(client, tool), it.target, 'after going up again')
      await expectLedger(
        keyed.map(({ key }) => key),
        'after going up again',
      )
    })
  } finally {
    await close()
  }

  const fresh = await openProject(server, it.empty, open)
  try {
    await fresh.project.add(files)
    await fresh.project.migrate()
    await using(server, fresh.database, async client => {
      expectSameCatalog(await catalogWithout(client, tool), it.target, 'from zero, on an empty database')
      expect((await tool.ledger.applied(client, files)).length, 'ledger from zero').toBe(keyed.length)
    })
  } finally {
    await fresh.close()
  }
}

/** The files after the one that cannot be undone come back; that one says why it does not, and changes nothing. */
async function rollBackToIrreversible({ plan }: Case, tool: Tool, project: Project, client: pg.Client): Promise<void> {
  const units = plan.stages.flatMap(stage => stage.units)
  const after = units.length - 1 - units.findLastIndex(unit => unit.down.grade === 'irreversible')
  for (let n = 0; n < after; n += 1) await project.rollBack()
  const before = await catalogWithout(client, tool)
  await expect(project.rollBack()).rejects.toThrow(ToolFailed)
  expectSameCatalog(await catalogWithout(client, tool), before, 'after an irreversible file refused')
}
