import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { postgres } from '../../src/engines/postgres/index.ts'
import { introspect } from '../../src/engines/postgres/introspect.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { Unit } from '../../src/plan/plan.ts'
import { startServer } from '../../src/verify/postgres-server.ts'
import { block, planOf, request, unit } from '../frameworks/sample.ts'
import { startFramework, tools } from './framework-runner.ts'
import { start, steps } from './idiom-steps.ts'

const read = async (client: pg.Client): Promise<Schema> => {
  const schema = await introspect(async (text, values) => (await client.query(text, values as unknown[])).rows)
  const own = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith('ledger.')))
  return { ...schema, tables: own(schema.tables), sequences: own(schema.sequences) }
}

/** One database by the engine's SQL, one by the real framework that runs the emitted files: the catalogs must stay equal, step by step. */
describe.each(tools)('$framework.id $version', tool => {
  it.skipIf(!tool.isThere)(`says in its own words what the SQL says (needs: ${tool.install})`, async () => {
    const server = await startServer({ major: 16 })
    const engine = await postgres({ engine: 'postgres', major: 16, minor: 0 })
    const open = async (name: string): Promise<pg.Client> => {
      const client = new pg.Client(await server.createDatabase(name))
      await client.connect()
      await client.query(start)
      return client
    }
    const [bySql, byWords] = [await open('by_sql'), await open('by_words')]
    try {
      // Each step's SQL depends on what is there before it: the first database runs ahead and tells.
      const units: Unit[] = []
      const catalogs: Schema[] = []
      const isSaid: string[] = []
      for (const [n, step] of steps.entries()) {
        const before = await read(bySql)
        const statement = { step, description: step.kind, effects: engine.effects(step, before), sql: engine.sql(step, before) }
        for (const { sql } of statement.sql) await bySql.query(sql)
        catalogs.push(await read(bySql))
        units.push(
          unit(`step_${n}_${step.kind.replaceAll('-', '_')}`, block([statement], { transactional: statement.effects.transactional }), []),
        )
        const words = tool.framework.isIdiomatic?.(statement, { version: tool.version }, engine) === true ? 'words' : 'SQL'
        isSaid.push(`${step.kind}: ${words}`)
      }
      const emitted = tool.framework.emit({ ...request(planOf(units), { version: tool.version }), engine })
      if (!emitted.ok) throw new Error(JSON.stringify(emitted.diagnostics))
      const run = await startFramework(tool, server.url('by_words'), emitted.value)
      for (const [n, file] of emitted.value.entries()) {
        await run.send(`up ${tool.keyOf(file)}`)
        expect(await read(byWords), `${file.name}\n${file.content}`).toEqual(catalogs[n])
        // Stopped before it was recorded: it runs again.
        if (tool.framework.id === 'laravel' || file.content.includes('disable_ddl_transaction!')) {
          await run.send(`forget ${tool.keyOf(file)}`)
          await run.send(`up ${tool.keyOf(file)}`)
          expect(await read(byWords), `${file.name} once more`).toEqual(catalogs[n])
        }
      }
      run.end()
      expect(isSaid).toMatchSnapshot()
    } finally {
      await Promise.all([bySql.end(), byWords.end()])
      await server.stop()
    }
  })
})
