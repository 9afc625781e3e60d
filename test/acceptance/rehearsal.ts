import pg from 'pg'
import { expect } from 'vitest'
import { applyAll } from '../../src/steps/index.ts'
import { stepsToBuild } from '../../src/steps/build-schema.ts'
import type { Step } from '../../src/steps/step.ts'
import type { Engine } from '../../src/steps/engine.ts'
import { behaviourOf } from '../../src/changes/index.ts'
import { defaultPolicy, type Policy } from '../../src/changes/recipe.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import { compareSchemas } from '../../src/engines/postgres/compare.ts'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { keyOf } from '../../src/model/name.ts'
import { emptySchema, type Schema } from '../../src/model/schema.ts'
import { generateFiles, loadEngine, planChange, type ChangeInput } from '../../src/pipeline.ts'
import type { Plan } from '../../src/plan/plan.ts'
import type { Server } from '../../src/verify/postgres-server.ts'
import { runFile } from '../../src/verify/run-file.ts'
import { sampleRows } from '../../src/verify/sample-rows.ts'
import { watchStatement, type HeavyWork } from './heavy-work.ts'

export const plainOwner = 'lockstep_owner'

/** One database of one server, with the role that runs migrations in it. */
export interface Site {
  readonly server: Server
  readonly role: 'postgres' | typeof plainOwner
}

export interface Rehearsal {
  readonly plan: Plan
  readonly engine: Engine
  readonly ups: readonly EmittedFile[]
  /** In the order they are to be run: last unit first. */
  readonly downs: readonly EmittedFile[]
}

const now = new Date('2026-11-20T09:30:00Z')

export const prepare = async (
  input: ChangeInput,
  major: number,
  policy: Partial<Policy> = {},
  more: { readonly tenants?: 'search-path' } = {},
): Promise<Rehearsal> => {
  const plan = await planChange(input, { engine: `postgres@${major}`, policy, ...more })
  if (!plan.ok) throw new Error(plan.diagnostics.map(d => `${d.message} ${d.help ?? ''}`).join('\n'))
  const files = await generateFiles(plan.value, { framework: 'sql', phase: 'all', now })
  if (!files.ok) throw new Error(files.diagnostics.map(d => d.message).join('\n'))
  return {
    plan: plan.value,
    engine: await loadEngine(plan.value.engine),
    ups: files.value.filter(f => f.name.endsWith('.up.sql')),
    downs: files.value.filter(f => f.name.endsWith('.down.sql')).reverse(),
  }
}

let databases = 0
const open: pg.Client[] = []

/** Ends what a failed test left open, before its server stops. */
export const closeAll = async (): Promise<void> => {
  await Promise.all(open.splice(0).map(client => client.end()))
}

/** A database of its own, a session of the site's role in it. */
export const openDatabase = async ({ server, role }: Site): Promise<pg.Client> => {
  const name = `rehearsal_${process.pid}_${(databases += 1)}`
  const admin = new pg.Client({ connectionString: server.url('postgres') })
  await admin.connect()
  await admin.query(`DO $$ BEGIN IF to_regrole('${plainOwner}') IS NULL THEN CREATE ROLE ${plainOwner} LOGIN; END IF; END $$`)
  await admin.end()
  await server.createDatabase(name, { owner: role })
  return connect(server, name, role)
}

export const connect = async (server: Server, database: string, role: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: server.url(database, role), application_name: 'rehearsal' })
  await client.connect()
  open.push(client)
  return client
}

const rolesOf = (schema: Schema): readonly string[] => {
  const grants = schema.tables.values().flatMap(t => [...(t.grants ?? []), ...t.columns.flatMap(c => c.grants ?? [])])
  const policies = schema.tables.values().flatMap(t => (t.policies ?? []).flatMap(p => p.roles))
  const shown = schema.views.values().flatMap(v => [...(v.grants ?? []), ...Object.values(v.columnGrants ?? {}).flat()])
  const called = schema.routines.values().flatMap(r => r.grants ?? [])
  const owners = schema.tables.values().flatMap(t => (t.owner === undefined ? [] : [t.owner]))
  return [...new Set([...[...grants, ...shown, ...called].map(g => g.grantee), ...policies, ...owners])].filter(
    r => r.toLowerCase() !== 'public',
  )
}

/** Builds a schema in an empty database by its steps, as the engine prints them. */
export const build = async (client: pg.Client, schema: Schema, engine: Engine, extra: readonly Step[] = []): Promise<void> => {
  for (const role of rolesOf(schema))
    await asSuperuser(client, `DO $$ BEGIN CREATE ROLE ${engine.quoteIdentifier(role)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$`)
  for (const extension of schema.extensions.values()) {
    const create = `CREATE EXTENSION IF NOT EXISTS ${engine.quoteIdentifier(extension.name)}`
    await client.query(create).catch(() => asSuperuser(client, create)) // an owner may install trusted ones (13+), and drop what it installed
  }
  const schemas = new Set(schema.tables.values().flatMap(t => t.name.schema ?? []))
  for (const name of schemas) await client.query(`CREATE SCHEMA IF NOT EXISTS ${engine.quoteIdentifier(name)}`)
  const publications = new Set(schema.tables.values().flatMap(t => (t.publications ?? []).map(p => p.name)))
  for (const name of publications)
    await client.query(`DO $$ BEGIN CREATE PUBLICATION ${engine.quoteIdentifier(name)}; EXCEPTION WHEN duplicate_object THEN NULL; END $$`)
  let model: Schema = { ...schema, ...emptySchema, extensions: schema.extensions, tainted: schema.tainted }
  for (const step of [...stepsToBuild(schema).filter(s => s.kind !== 'create-extension'), ...extra]) {
    for (const { sql, doneWhen } of engine.sql(step, model)) {
      const done = doneWhen === undefined ? false : ((await client.query(`SELECT (${doneWhen}) AS done`)).rows[0] as { done: boolean }).done
      if (!done) await client.query(sql)
    }
    model = applyAll([step], model, engine.semantics)
  }
}

const asSuperuser = async (client: pg.Client, sql: string): Promise<void> => {
  const { host, port, database } = client as unknown as { host: string; port: number; database: string }
  const admin = new pg.Client({ host, port, database, user: 'postgres' })
  await admin.connect()
  await admin.query(sql)
  await admin.end()
}

export const fill = async (client: pg.Client, schema: Schema, engine: Engine, rows = 7): Promise<void> => {
  const accepted = new Map<string, number>()
  for (const { table, sql } of sampleRows(schema, rows, engine)) {
    await client.query('BEGIN')
    try {
      await client.query(sql)
      await client.query('COMMIT')
      accepted.set(keyOf(table), (accepted.get(keyOf(table)) ?? 0) + 1)
    } catch {
      await client.query('ROLLBACK') // a check this generator does not know how to please; some row of the table must
    }
  }
  for (const table of schema.tables.values().filter(t => t.partitionOf === undefined)) {
    if ((accepted.get(keyOf(table.name)) ?? 0) === 0)
      throw new Error(`no sample row of ${keyOf(table.name)} was accepted: nothing would be proved with an empty table`)
  }
}

export const catalog = (client: pg.Client): Promise<Schema> =>
  introspect(
    async (sql, params) => (await client.query(sql, params === undefined ? undefined : [...params])).rows as Record<string, unknown>[],
  )

/** Every table's rows as text, columns and rows in a fixed order, so that positions do not matter. */
export const contents = async (
  client: pg.Client,
  schema: Schema,
  engine: Engine,
  plan: Plan,
): Promise<Record<string, readonly string[]>> => {
  const declared = new Set(
    plan.stages.flatMap(s => s.units.flatMap(u => u.down.residue.flatMap(r => (r.data === true ? [r.what.split(':')[0]!] : [])))),
  )
  const result: Record<string, readonly string[]> = {}
  for (const table of schema.tables.values()) {
    const columns = table.columns
      .map(c => c.name)
      .filter(name => !declared.has(`${keyOf(table.name).replace(/^tenant\./, '')}.${name}`))
      .sort()
      .map(c => engine.quoteIdentifier(c))
      .join(', ')
    const { rows } = await client.query(
      `SELECT row_to_json(r)::text AS row FROM (SELECT ${columns} FROM ${engine.quoteName(table.name)}) r ORDER BY 1`,
    )
    result[keyOf(table.name)] = (rows as { row: string }[]).map(r => r.row)
  }
  return result
}

export const targetSteps = (input: ChangeInput, engine: Engine): readonly Step[] => {
  let schema = input.schema
  return input.changes.flatMap(change => {
    const context = { schema, engine, policy: defaultPolicy, isSmall: () => false, isNew: () => false }
    const steps = behaviourOf(change).direct(change, context)
    schema = applyAll(steps, schema, engine.semantics)
    return [...steps]
  })
}

/**
 * PostgreSQL 18 names every NOT NULL, and a rename of the column does not follow: whether a column got there by a rename or
 * by a copy shows in that name alone. That it is NOT NULL, and proven, stays compared.
 */
export const withoutNotNullNames = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map(table => ({ ...table, constraints: table.constraints.filter(c => c.kind !== 'not-null' || !c.validated) })),
})

export const expectSameCatalog = (actual: Schema, expected: Schema, when: string): void => {
  expect(compareSchemas(withoutNotNullNames(actual), withoutNotNullNames(expected), { ignore: ['column-order'] }), when).toEqual([])
}

export const run = (client: pg.Client, file: EmittedFile): Promise<void> => runFile(client, file.name, file.content)

/** Runs a file watching for work done under a lock that would stop the application. */
export const runWatched = async (client: pg.Client, file: EmittedFile): Promise<readonly HeavyWork[]> => {
  const watch = await watchStatement(client)
  const found: HeavyWork[] = []
  await runFile(client, file.name, file.content, async statement => {
    found.push(...(await watch.after(statement)))
  })
  await watch.stop()
  return found
}
