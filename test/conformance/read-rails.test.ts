import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareSchemas, type Difference } from '../../src/engines/postgres/compare.ts'
import { postgres } from '../../src/engines/postgres/index.ts'
import { railsFrontEnd } from '../../src/frameworks/rails/read/index.ts'
import type { SourceFile } from '../../src/history/migration.ts'
import { record, type Recorded } from '../../src/history/recorder.ts'
import { replay, type Replayed } from '../../src/history/replay.ts'
import type { Schema } from '../../src/model/schema.ts'
import type { Engine as SqlEngine } from '../../src/steps/engine.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { catalogWithout, using } from './lab/case.ts'
import { presentOf } from './lab/test-file.ts'
import type { Tool } from './lab/tool.ts'
import { uncheckedRailsTools } from './lab/tools/rails.ts'

const folder = join(import.meta.dirname, 'histories/rails')
const history: readonly SourceFile[] = readdirSync(folder)
  .toSorted()
  .map(name => ({ path: `db/migrate/${name}`, text: readFileSync(join(folder, name), 'utf8') }))

/** The files whose class an installation knows. */
const filesFor = (version: string): readonly SourceFile[] =>
  history.filter(({ text }) => Number(/Migration\[(\d+\.\d+)\]/.exec(text)![1]) <= Number(version))

let server: Server
let engine: SqlEngine
beforeAll(async () => {
  server = await startServer({ major: 18 })
  engine = await postgres({ engine: 'postgres', major: 18, minor: 0 })
}, 120_000)
afterAll(() => server?.stop())

/** What the steps of a direction would send, sent. Program code is left out: it touches rows only. */
const send = async (client: pg.Client, steps: readonly Recorded[]): Promise<void> => {
  for (const { step, before } of steps)
    if (step.kind !== 'run-code')
      for (const { sql } of engine.sql(step, before))
        await client.query(sql).catch((problem: unknown) => {
          throw new Error(`${sql}\n${String(problem)}`)
        })
}

const rowsOf = async (client: pg.Client, table: string): Promise<readonly unknown[]> =>
  (await client.query<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY id`)).rows

/** The names of NOT NULL follow renames in a way of their own. */
const withoutNotNullNames = (schema: Schema): Schema => ({
  ...schema,
  tables: schema.tables.map(table => ({ ...table, constraints: table.constraints.filter(({ kind }) => kind !== 'not-null') })),
})

/** Expressions the server prints in its own words; that they say the same is what the two databases show. */
const isSpelling = ({ path }: Difference): boolean => /\.(where|expression|definition|default\.sql)$/.test(path)

/** No migration says whose its tables are. */
const isOwner = ({ path }: Difference): boolean => path.endsWith('.owner')

const differences = (real: Schema, read: Schema) => compareSchemas(withoutNotNullNames(real), withoutNotNullNames(read))

const read = async (tool: Tool): Promise<readonly Replayed[]> => {
  const { version } = tool.options
  const frontEnd = await railsFrontEnd()
  return replay(frontEnd.read(filesFor(version!), { version: version! }), { engine })
}

/** Plays a history with the real Rails in one database and by its steps in another, a migration at a time. */
const sideBySide = async (
  tool: Tool,
  work: (both: {
    /** The two databases, and the schema as it is told by the steps alone. */
    readonly compare: (told: Schema, when: string) => Promise<void>
    readonly migrate: (file: SourceFile) => Promise<void>
    readonly rollBack: () => Promise<void>
    readonly steps: pg.Client
    readonly real: pg.Client
  }) => Promise<void>,
): Promise<void> => {
  const name = tool.id.replaceAll(/\W/g, '_')
  const [ofRails, ofSteps] = [`read_${name}`, `steps_${name}`]
  await server.createDatabase(ofRails)
  await server.createDatabase(ofSteps)
  const rails = await tool.engine!()
  const project = await rails.open({ host: '127.0.0.1', port: server.port, database: ofRails, user: 'postgres' })
  try {
    await using(server, ofRails, real =>
      using(server, ofSteps, steps =>
        work({
          real,
          steps,
          migrate: async ({ path, text }) => {
            await project.add([{ name: path.split('/').at(-1)!, content: text, stage: 1 }])
            await project.migrate()
          },
          rollBack: project.rollBack,
          compare: async (told, when) => {
            const is = await catalogWithout(real, tool)
            expect(differences(is, await catalogWithout(steps, tool)), when).toEqual([])
            expect(
              differences(is, { ...told, tainted: [] }).filter(each => !isSpelling(each) && !isOwner(each)),
              `${when}, as told`,
            ).toEqual([])
          },
        }),
      ),
    )
  } finally {
    await project.close()
    await rails.stop()
    await server.dropDatabase(ofRails)
    await server.dropDatabase(ofSteps)
  }
}

describe('a history of Rails', () => {
  it.for(presentOf(uncheckedRailsTools))('$id and the steps read from it make the same catalog, forth and back', async tool => {
    const replayed = await read(tool)
    const files = filesFor(tool.options.version!)
    await sideBySide(tool, async ({ migrate, rollBack, compare, steps, real }) => {
      for (const [n, { migration, up, after, diagnostics }] of replayed.entries()) {
        expect(
          diagnostics.filter(({ code }) => code === 'does-not-apply' || code === 'unreadable-sql'),
          migration.name,
        ).toEqual([])
        await migrate(files[n]!)
        await send(steps, up)
        await compare(after, `after ${migration.name}`)
        if (after.tables.has('tallies')) expect(await rowsOf(steps, 'tallies')).toEqual(await rowsOf(real, 'tallies'))
      }
      let schema = replayed.at(-1)!.after
      for (const { migration } of replayed.toReversed()) {
        const back = record({ engine, schema, wrapping: migration.wrapping }, migration.down!)
        schema = back.schema
        await rollBack()
        await send(steps, back.steps)
        await compare(schema, `${migration.name} taken back`)
      }
    })
  })

  it.for(presentOf(uncheckedRailsTools))('$id makes the same catalog of the schema.rb it dumps as the steps read from that', async tool => {
    const name = tool.id.replaceAll(/\W/g, '_')
    const [ofRails, ofLoad, ofDump] = [`dumped_${name}`, `loaded_${name}`, `dump_read_${name}`]
    await server.createDatabase(ofRails)
    await server.createDatabase(ofLoad)
    await server.createDatabase(ofDump)
    const project = await tool.command({ host: '127.0.0.1', port: server.port, database: ofRails, user: 'postgres' })
    try {
      await project.add(
        filesFor(tool.options.version!).map(({ path, text }) => ({ name: path.split('/').at(-1)!, content: text, stage: 1 })),
      )
      await project.migrate()
      await project.run('db:schema:dump')
      await project.run('db:schema:load', `DATABASE_URL=${server.url(ofLoad)}`, 'DISABLE_DATABASE_ENVIRONMENT_CHECK=1')
      const text = await project.run('runner', 'print File.read("db/schema.rb")')
      const frontEnd = await railsFrontEnd()
      const dump = frontEnd.readSchema!(
        { path: 'db/schema.rb', text: text.slice(text.indexOf('# This file')) },
        { version: tool.options.version! },
      )
      const [played] = replay({ migrations: [dump], diagnostics: [] }, { engine })
      expect(played!.diagnostics).toEqual([])
      expect(played!.up.filter(({ step }) => step.kind === 'run-code')).toEqual([])
      await using(server, ofLoad, real =>
        using(server, ofDump, async loaded => {
          await send(loaded, played!.up)
          expect(differences(await catalogWithout(real, tool), await catalogWithout(loaded, tool))).toEqual([])
        }),
      )
    } finally {
      await project.close()
      await server.dropDatabase(ofRails)
      await server.dropDatabase(ofLoad)
      await server.dropDatabase(ofDump)
    }
  })
})
