import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { alembic } from '../../src/frameworks/alembic/index.ts'
import { record } from '../../src/history/recorder.ts'
import { replay, type Replayed } from '../../src/history/replay.ts'
import type { Schema } from '../../src/model/schema.ts'
import { loadEngine } from '../../src/pipeline.ts'
import { build, catalog, expectSameCatalog } from '../acceptance/rehearsal.ts'
import { catalogWithout, openProject, using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { alembicTool, newest, oldest, openAlembic, type Version } from './lab/tools/alembic.ts'
import { perMigration } from './lab/tools/alembic-env.ts'

const folder = join(import.meta.dirname, '..', 'frameworks', 'alembic-read', 'history')
const files = readdirSync(folder)
  .toSorted()
  .map(name => ({ name, content: readFileSync(join(folder, name), 'utf8'), stage: 1 }))

const lab = onServer({ major: 18 })
const present = presentOf([oldest, newest].map(alembicTool)).map(({ id }) => id)
const versions = [oldest, newest].filter(version => present.includes(alembicTool(version).id))

const engine = await loadEngine({ engine: 'postgres', major: 18, minor: 0 })

const replayed = async (): Promise<readonly Replayed[]> => {
  const frontEnd = await alembic.frontEnd!()
  const history = frontEnd.read(
    files.map(({ name, content }) => ({ path: name, text: content })),
    { transactionPerMigration: true },
  )
  expect(history.diagnostics).toEqual([])
  return replay(history, { engine })
}

let built = 0

/** The schema as the server's catalog has it once it is built there: expressions in the server's own spelling. */
const asCatalog = async (schema: Schema): Promise<Schema> => {
  const database = `replayed_${(built += 1)}`
  await lab.server.createDatabase(database)
  const result = await using(lab.server, database, async client => {
    await build(client, schema, engine)
    return catalog(client)
  })
  await lab.server.dropDatabase(database)
  return result
}

describe.each(versions)('a history run by Alembic $version', (version: Version) => {
  it('leads to the schema that is read from its files, revision by revision, up and down', async () => {
    const history = await replayed()
    expect(history.flatMap(({ diagnostics }) => diagnostics)).toEqual([])
    expect(history.flatMap(({ up, down = [] }) => [...up, ...down]).filter(({ step }) => step.kind === 'run-code')).toEqual([])
    const tool = alembicTool(version)
    const { project, database, close } = await openProject(lab.server, 'template0', openAlembic({ ...version, env: perMigration }))
    try {
      await using(lab.server, database, async client => {
        await project.add(files)
        for (const { migration, after } of history) {
          // Two heads: each by its own name.
          await project.run('upgrade', migration.id)
          expectSameCatalog(await catalogWithout(client, tool), await asCatalog(after), `after ${migration.name}`)
        }
        let state = history.at(-1)!.after
        const merge = history.findIndex(({ migration }) => migration.after!.length > 1)
        for (const [n, { migration }] of [...history.entries()].toReversed()) {
          state =
            migration.down === undefined ? state : record({ engine, schema: state, wrapping: migration.wrapping }, migration.down).schema
          // Below a merge there is no one revision to go back to.
          if (n <= merge) continue
          await project.run('downgrade', migration.after![0]!)
          expectSameCatalog(await catalogWithout(client, tool), await asCatalog(state), `after going back from ${migration.name}`)
        }
        await project.run('downgrade', 'base')
        expectSameCatalog(await catalogWithout(client, tool), await asCatalog(state), 'after going all the way back')
        // In one go, in the order that was read.
        const ran = [...(await project.run('upgrade', 'heads')).matchAll(/Running upgrade .*-> (\w+)/g)].map(([, id]) => id)
        expect(ran).toEqual(history.map(({ migration }) => migration.id))
        expectSameCatalog(await catalogWithout(client, tool), await asCatalog(history.at(-1)!.after), 'after all of it at once')
      })
    } finally {
      await close()
    }
  })
})
