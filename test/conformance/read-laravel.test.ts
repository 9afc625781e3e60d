import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compareSchemas, printDifferences } from '../../src/engines/postgres/compare.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { laravel } from '../../src/frameworks/laravel/index.ts'
import { record } from '../../src/history/recorder.ts'
import { replay } from '../../src/history/replay.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { Engine as Language } from '../../src/steps/engine.ts'
import type { Server } from '../../src/verify/postgres-server.ts'
import { build, catalog, withoutNotNullNames } from '../acceptance/rehearsal.ts'
import { using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import type { Engine } from './lab/tool.ts'
import { laravelTools } from './lab/tools/laravel.ts'

const root = join(import.meta.dirname, 'histories', 'laravel')

/** The files that a version can run, in its order. */
const filesFor = (version: number) =>
  readdirSync(root)
    .filter(folder => folder === 'common' || Number(folder.replace('since-', '')) <= version)
    .flatMap(folder => readdirSync(join(root, folder)).map(name => ({ name, content: readFileSync(join(root, folder, name), 'utf8') })))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))

const withoutLedger = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.without('migrations'),
  sequences: schema.sequences.without('migrations_id_seq'),
})

/** Laravel writes every default as a text; one of a whole number is read as the number, which the catalog tells apart. */
const withPlainNumbers = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map(table => ({
    ...table,
    columns: table.columns.map(column => {
      const number = /^'(\d+)'::(?:smallint|bigint)$/.exec(column.default?.sql ?? '')?.[1]
      return number === undefined ? column : { ...column, default: { sql: number } }
    }),
  })),
})

/** Expressions and views stand in the schema as they were written; the server says what they are to it. */
const asBuilt = async (server: Server, schema: Schema, language: Language): Promise<Schema> => {
  await server.createDatabase('built')
  try {
    return await using(server, 'built', async client => {
      await build(client, { ...schema, tainted: [] }, language)
      return catalog(client)
    })
  } finally {
    await server.dropDatabase('built')
  }
}

describe('a history that the real Laravel ran is read as what it did', () => {
  const on = onServer({ major: 18 })
  const engines: Engine[] = []
  afterAll(async () => {
    for (const engine of engines) await engine.stop()
  })

  for (const tool of presentOf(laravelTools))
    it(`${tool.id}: after each migration, and after each way back`, async () => {
      const version = Number(tool.options.version)
      const files = filesFor(version)
      const frontEnd = await laravel.frontEnd!()
      const history = frontEnd.read(
        files.map(({ name, content }) => ({ path: `database/migrations/${name}`, text: content })),
        { version: tool.options.version! },
      )
      expect(history.diagnostics).toEqual([])
      const language = await postgres({ engine: 'postgres', major: 18, minor: 0 })
      const played = replay(history, { engine: language })
      expect(played.flatMap(({ up, down = [] }) => [...up, ...down]).filter(({ step }) => step.kind === 'run-code')).toEqual([])

      const { server } = on
      const database = `read_${tool.id.replace(/\W/g, '_')}`
      await server.createDatabase(database)
      const engine = await tool.engine!()
      engines.push(engine)
      const { hostname: host, port } = new URL(server.url(database))
      const project = await engine.open({ host, port: Number(port), database, user: 'postgres' })
      const real = () => using(server, database, catalog)
      const told: string[] = []
      const look = async (when: string, id: string, read: Schema): Promise<void> => {
        const left = withoutNotNullNames(withPlainNumbers(await asBuilt(server, read, language)))
        const found = printDifferences(compareSchemas(left, withoutNotNullNames(withPlainNumbers(withoutLedger(await real())))))
        if (found !== '') told.push(`${when} ${id}\n${found}`)
      }
      for (const { name, content } of files) {
        await project.add([{ name, content, stage: 1 }])
        await project.migrate()
        const { migration, after } = played.find(each => `${each.migration.id}.php` === name)!
        await look('after', migration.id, after)
      }
      // Back the whole way, each migration from where the one after it left the schema.
      let schema = played.at(-1)!.after
      for (const { migration } of played.filter(each => !each.migration.id.endsWith('never_run')).toReversed()) {
        await project.rollBack()
        schema = record({ engine: language, schema, wrapping: migration.wrapping }, migration.down!).schema
        await look('back from', migration.id, schema)
      }
      expect(told.join('\n\n')).toBe('')
      await project.close()
    })
})
