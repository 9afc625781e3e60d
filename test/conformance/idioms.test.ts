import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../../src/engines/postgres/index.ts'
import type { Framework } from '../../src/frameworks/framework.ts'
import { alembic } from '../../src/frameworks/alembic/index.ts'
import { laravel } from '../../src/frameworks/laravel/index.ts'
import { liquibase } from '../../src/frameworks/liquibase/index.ts'
import { rails } from '../../src/frameworks/rails/index.ts'
import type { FrameworkId } from '../../src/model/framework.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { Statement, Unit } from '../../src/plan/plan.ts'
import type { Engine as SqlEngine } from '../../src/steps/engine.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { catalog } from '../acceptance/rehearsal.ts'
import { block, planOf, request, unit } from '../frameworks/sample.ts'
import { start, steps } from './idiom-steps.ts'
import { catalogWithout, mayRunAgain, openProject, using } from './lab/case.ts'
import { tools } from './lab/tools/index.ts'

const frameworks: Partial<Record<FrameworkId, Framework>> = { rails, laravel, alembic, liquibase }
/** The frameworks with words of their own; of Liquibase one version and format, since all are made of the same elements. */
const wordy = tools.filter(
  ({ id, framework }) => frameworks[framework] !== undefined && (framework !== 'liquibase' || id === 'liquibase-4'),
)
for (const { id, missing } of wordy.filter(tool => tool.missing !== undefined)) it.skip(`${id}: ${missing}`, () => undefined)

/** One database by the engine's SQL, one by the real framework that runs the emitted files: the catalogs must stay equal, step by step. */
describe("a step in a framework's own words", () => {
  let server: Server
  let engine: SqlEngine
  const statements: Statement[] = []
  const catalogs: Schema[] = []
  const units: Unit[] = []
  beforeAll(async () => {
    server = await startServer({ major: 16 })
    engine = await postgres({ engine: 'postgres', major: 16, minor: 0 })
    const open = async (name: string): Promise<pg.Client> => {
      const client = new pg.Client(await server.createDatabase(name))
      await client.connect()
      await client.query(start)
      return client
    }
    await (await open('start')).end()
    // Each step's SQL depends on what is there before it: this database runs ahead and tells.
    const bySql = await open('by_sql')
    for (const [n, step] of steps.entries()) {
      const before = await catalog(bySql)
      const statement = { step, description: step.kind, effects: engine.effects(step, before), sql: engine.sql(step, before) }
      for (const { sql } of statement.sql) await bySql.query(sql)
      statements.push(statement)
      catalogs.push(await catalog(bySql))
      units.push(
        unit(`step_${n}_${step.kind.replaceAll('-', '_')}`, block([statement], { transactional: statement.effects.transactional }), []),
      )
    }
    await bySql.end()
  })
  afterAll(async () => {
    await server.stop()
  })

  it.for(wordy.filter(tool => tool.missing === undefined))('$id says what the SQL says', { timeout: 600_000 }, async tool => {
    const framework = frameworks[tool.framework]!
    const emitted = framework.emit({ ...request(planOf(units), tool.options), engine })
    if (!emitted.ok) throw new Error(JSON.stringify(emitted.diagnostics))
    const running = await tool.engine!()
    const { project, database, close } = await openProject(server, 'start', running.open)
    try {
      await using(server, database, async client => {
        for (const [n, file] of emitted.value.entries()) {
          await project.add([file])
          await project.migrate()
          expect(await catalogWithout(client, tool), `${file.name}\n${file.content}`).toEqual(catalogs[n])
          if (!mayRunAgain(file, tool)) continue
          // Stopped before it was recorded: it runs again.
          await tool.ledger.forget(client, tool.ledger.keyOf(file)!, emitted.value)
          await project.migrate()
          expect(await catalogWithout(client, tool), `${file.name} once more`).toEqual(catalogs[n])
        }
      })
    } finally {
      await close()
      await running.stop()
    }
    expect(emitted.value).toHaveLength(steps.length)
    const isSaid = (statement: Statement): boolean => framework.isIdiomatic?.(statement, tool.options, engine) === true
    expect(statements.map(statement => `${statement.step.kind}: ${isSaid(statement) ? 'words' : 'SQL'}`)).toMatchSnapshot()
  })
})
