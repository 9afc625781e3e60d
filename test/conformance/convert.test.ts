import { basename, relative } from 'node:path/posix'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import type { Schema } from '../../src/model/schema.ts'
import { loadFramework } from '../../src/pipeline.ts'
import { convertMigrations, type ConvertedHistory } from '../../src/pipeline/convert.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { filesOf, histories, repositoryOf, type SourceHistory } from '../convert/histories.ts'
import { catalogWithout, openProject, using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import type { Engine, Open, Project, Tool } from './lab/tool.ts'
import { tools } from './lab/tools/index.ts'

const targets = [
  'laravel-10',
  'rails-7.2',
  'laravel-13',
  'flyway-13',
  'liquibase-4',
  'liquibase-5-sql',
  'alembic-1.20',
  'psql',
  'golang-migrate',
  'goose',
  'dbmate',
]
const here = presentOf(tools.filter(({ id }) => targets.includes(id) || histories.some(({ tool }) => tool === id)))
/** Rails in one process knows a class by its name, which converted files share with those they come from: another Rails runs them. */
const present = here.filter(({ id }) => targets.includes(id))
const sources = histories.filter(({ tool }) => here.some(({ id }) => id === tool))

/** goose records numbers. */
const bare = (key: string): string => key.replace(/^0+(?=\d)/, '')

/** Histories of our own, run by their own framework, and converted, by the target's: the same catalog, up and back, and from halfway on. */
describe('a converted history', () => {
  const onIt = onServer({ major: 18 })
  const engines: Engine[] = []
  const opens = new Map<string, Open<Project>>()
  beforeAll(async () => {
    for (const { id, engine, command } of here) {
      const started = await engine?.()
      if (started !== undefined) engines.push(started)
      opens.set(id, started?.open ?? command)
    }
  }, 120_000)
  afterAll(async () => {
    await Promise.all(engines.map(engine => engine.stop()))
  })

  /** What stands in the source's own folder, as its tool takes it. */
  const ownFiles = (source: SourceHistory): readonly EmittedFile[] =>
    filesOf(source)
      .filter(({ path }) => path.startsWith(`${source.folder}/`) && !basename(path).includes('master'))
      .map(({ path, text }) => ({ name: relative(source.folder, path), content: text, stage: 1 }))
      .toSorted((a, b) => Number(source.late.includes(a.name)) - Number(source.late.includes(b.name)))

  describe.each(sources)('of $name', source => {
    const own = tools.find(({ id }) => id === source.tool)!
    let whole: { readonly project: Project; readonly database: string; readonly close: () => Promise<void> }
    let half: typeof whole
    let wanted: Schema
    beforeAll(async () => {
      const { server } = onIt
      whole = await openProject(server, 'template1', opens.get(source.tool)!)
      await whole.project.add(ownFiles(source))
      await whole.project.migrate()
      wanted = await using(server, whole.database, client => catalogWithout(client, own))
      half = await openProject(server, 'template1', opens.get(source.tool)!)
      await half.project.add(ownFiles(source).filter(({ name }) => !source.late.includes(name)))
      await half.project.migrate()
    })
    afterAll(async () => {
      await whole.close()
      await half.close()
    })

    const convertedFor = async (
      { framework, options }: Tool,
      squash = false,
    ): Promise<{ readonly files: readonly EmittedFile[]; readonly all: ConvertedHistory }> => {
      const converted = await convertMigrations(repositoryOf(filesOf(source)), { from: 'auto', to: framework, squash, ...options })
      if (!converted.ok) throw new Error(JSON.stringify(converted.diagnostics))
      const { folder } = await loadFramework(framework)
      const files = converted.value.files
        .filter(({ path }) => !path.startsWith('ledger/') && !basename(path).includes('master'))
        .map(({ path, content }) => ({ name: relative(folder, path), content, stage: 1 }))
      return { files, all: converted.value }
    }

    it.for(present)('gives the same catalog in $id, and leads back to none', async tool => {
      const { files, all } = await convertedFor(tool)
      expect(all.report.migrations.filter(({ fidelity }) => fidelity === 'refused' || fidelity === 'code')).toEqual([])
      const { project, database, close } = await openProject(onIt.server, 'template1', opens.get(tool.id)!)
      try {
        await project.add(files)
        await project.migrate()
        await using(onIt.server, database, async client => {
          expectSameCatalog(await catalogWithout(client, tool), wanted, 'after going up')
          // Nothing undoes a script that runs again and again.
          if (tool.framework === 'flyway' && source.name === 'flyway')
            await client.query('DROP VIEW open_orders; DELETE FROM flyway_schema_history WHERE version IS NULL')
          const keyed = files.filter(file => tool.ledger.keyOf(file) !== undefined)
          for (let n = 0; n < keyed.length; n += 1) await project.rollBack()
          const { tables, views, enums, routines, sequences } = await catalogWithout(client, tool)
          expect([tables, views, enums, routines, sequences].flatMap(entries => entries.keys())).toEqual([])
        })
      } finally {
        await close()
      }
    })

    it.for(present.filter(({ id }) => id === 'goose' || id === 'rails-7.2'))(
      'is one baseline in $id, and a ledger goes on from it',
      async tool => {
        const { files, all } = await convertedFor(tool, true)
        expect(files.filter(file => tool.ledger.keyOf(file) !== undefined)).toHaveLength(1)
        const history = all.files.find(({ path }) => path === 'ledger/history.sql')!.content
        for (const template of ['template1', whole.database]) {
          const { project, database, close } = await openProject(onIt.server, template, opens.get(tool.id)!)
          try {
            if (template !== 'template1') await using(onIt.server, database, client => client.query(history))
            await project.add(files)
            await project.migrate()
            const kept = { ...tool, ledger: { ...tool.ledger, tables: [...tool.ledger.tables, ...own.ledger.tables] } }
            expectSameCatalog(await using(onIt.server, database, client => catalogWithout(client, kept)), wanted, `from ${template}`)
          } finally {
            await close()
          }
        }
        await using(onIt.server, half.database, async client => {
          await expect(client.query(history)).rejects.toThrow('some migration is not applied here')
          await client.query('ROLLBACK')
        })
      },
    )

    it.for(present.filter(({ id }) => id !== 'psql'))('goes on in $id where the old ledger stands, and from a baseline', async tool => {
      const { files, all } = await convertedFor(tool)
      const script = (name: string): string => all.files.find(({ path }) => path === `ledger/${name}.sql`)!.content
      for (const [from, name] of [
        [half, 'history'],
        [whole, 'baseline'],
      ] as const) {
        const { project, database, close } = await openProject(onIt.server, from.database, opens.get(tool.id)!)
        try {
          await using(onIt.server, database, client => client.query(script(name)))
          await project.add(files)
          await project.migrate()
          await using(onIt.server, database, async client => {
            const kept = { ...tool, ledger: { ...tool.ledger, tables: [...tool.ledger.tables, ...own.ledger.tables] } }
            expectSameCatalog(await catalogWithout(client, kept), wanted, `after ${name}`)
            const keys = files.flatMap(file => tool.ledger.keyOf(file) ?? [])
            const applied = (await tool.ledger.applied(client, files)).filter(key => key !== null)
            expect(applied.map(bare), name).toEqual(keys.map(bare))
          })
        } finally {
          await close()
        }
      }
    })
  })
})
