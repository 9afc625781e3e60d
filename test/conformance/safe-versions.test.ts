import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import type { SourceFile } from '../../src/history/migration.ts'
import { loadFramework } from '../../src/pipeline.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { lockstep } from '../cli/terminal.ts'
import { hazardousRepositories, hazards, type HazardousRepository } from './hazards.ts'
import { catalogWithout, openProject, using } from './lab/case.ts'
import { makeFolder, removeFolder } from './lab/folder.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import type { CommandProject, Tool } from './lab/tool.ts'
import { tools } from './lab/tools/index.ts'

const present = presentOf(tools.filter(({ id }) => hazardousRepositories.some(({ tool }) => tool === id)))

/** What only people can answer for: the gate of the last stage asks them. */
const asked = ['drop-column-breaks-running-code']

const asEmitted = (files: readonly SourceFile[]): readonly EmittedFile[] =>
  files.map(({ path, text }) => ({ name: path, content: text, stage: 1 }))

/** The files of a safe version as somebody would copy them: all stages among the migrations, the rest beside them as it lies there. */
const filesOf = (folder: string): readonly EmittedFile[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name: place }) => {
      const stage = /^(\d+)-/.exec(place)?.[1]
      return readdirSync(join(folder, place))
        .toSorted()
        .map(name => ({
          name: stage === undefined ? `../${place}/${name}` : name,
          content: readFileSync(join(folder, place, name), 'utf8'),
          stage: Number(stage ?? 1),
        }))
    })

const fill = async (client: pg.Client): Promise<void> => {
  await client.query(`INSERT INTO customers (id, name) SELECT n, 'customer ' || n FROM generate_series(1, 20) AS n`)
  await client.query(
    `INSERT INTO orders (id, customer_id, state, total) SELECT n, 1 + n % 20, 'new', n * 100 FROM generate_series(1, 300) AS n`,
  )
}

/** Takes back the last files, in one call where the framework has one for it. */
const rollBack = async (project: CommandProject, { framework, id }: Tool, count: number): Promise<void> => {
  if (framework === 'rails') await project.run('db:rollback', `STEP=${count}`)
  else if (framework === 'laravel') await project.run('migrate:rollback', `--step=${count}`, '--force')
  else if (framework === 'alembic') await project.run('downgrade', `-${count}`)
  else if (framework === 'liquibase') await project.run('rollback-count', String(count))
  else if (id === 'golang-migrate') await project.run('down', String(count))
  else for (let n = 0; n < count; n += 1) await project.rollBack()
}

describe('the safe version of a migration, run by its own framework in its own repository', () => {
  const onIt = onServer({ major: 18 })
  const made: string[] = []
  afterAll(() => made.forEach(removeFolder))

  const open = async (repository: HazardousRepository, tool: Tool, template: string) => {
    const opened = await openProject(onIt.server, template, tool.command)
    for (const { path, text } of repository.around) {
      mkdirSync(dirname(join(opened.project.folder, path)), { recursive: true })
      writeFileSync(join(opened.project.folder, path), text)
    }
    // What is found, and what its settings are, is told from the root of a repository.
    execFileSync('git', ['init', '--quiet'], { cwd: opened.project.folder })
    await opened.project.add(asEmitted(repository.history))
    return opened
  }

  it.for(present)('$id: check --fix', async tool => {
    const repository = hazardousRepositories.find(each => each.tool === tool.id)!
    const old = await open(repository, tool, 'template1')
    try {
      await old.project.migrate()
      const start = await using(onIt.server, old.database, async client => {
        await fill(client)
        return catalogWithout(client, tool)
      })
      const safe = await open(repository, tool, old.database)
      try {
        await old.project.add(asEmitted(repository.hazard))
        const out = makeFolder('safe')
        made.push(out)
        const fixed = await lockstep('check', join(old.project.folder, repository.folder), '--engine', 'postgres@18', '--fix', '--out', out)
        expect(fixed.error).toContain('the safe version is in')
        await old.project.migrate()
        const wanted = await using(onIt.server, old.database, client => catalogWithout(client, tool))

        const [folder] = readdirSync(out)
        const files = filesOf(join(out, folder!))
        await safe.project.add(files)
        await safe.project.migrate()
        await using(onIt.server, safe.database, async client => {
          expectSameCatalog(await catalogWithout(client, tool), wanted, 'after going up')
          const { rows } = await client.query<{ left: string }>(
            `SELECT concat_ws(' ', count(*), sum(total), count(state), (SELECT string_agg(full_name, ',' ORDER BY id) FROM customers)) AS left FROM orders`,
          )
          expect(rows[0]!.left).toContain('300 4515000 300 customer 1,customer 2')

          const told = await lockstep('check', join(safe.project.folder, repository.folder), '--engine', 'postgres@18', '--format', 'json')
          const { findings, diagnostics } = JSON.parse(told.out) as Readonly<
            Record<
              'findings' | 'diagnostics',
              readonly { readonly rule?: string; readonly severity: string; readonly span?: { file: string } }[]
            >
          >
          const own = new Set(files.map(({ name }) => name))
          const against = [...findings, ...diagnostics].filter(
            ({ severity, rule = '', span }) => severity !== 'note' && !asked.includes(rule) && own.has(span?.file.split('/').at(-1) ?? ''),
          )
          expect(against).toEqual([])

          await rollBack(safe.project, tool, files.filter(file => tool.ledger.keyOf(file) !== undefined).length)
          expectSameCatalog(await catalogWithout(client, tool), start, 'after going back')
        })
      } finally {
        await safe.close()
      }
    } finally {
      await old.close()
    }
  })

  /** Each framework, from a repository of another one, with the version that has run there. */
  const sources: Readonly<Record<string, readonly [tool: string, since: string]>> = {
    'rails-7.2': ['laravel-10', '2024_01_01_000000'],
    'laravel-10': ['flyway-12', '1'],
    'alembic-1.20': ['flyway-12', '1'],
    'flyway-12': ['rails-7.2', '20240101000000'],
    'liquibase-5': ['golang-migrate', '000001'],
    psql: ['alembic-1.20', '0a1b2c3d4e5f'],
    'golang-migrate': ['flyway-12', '1'],
  }

  it.for(present.filter(({ id }) => sources[id] !== undefined))('$id: convert --safe', async tool => {
    const [from, since] = sources[tool.id]!
    const { folder: place, around, history, hazard } = hazardousRepositories.find(each => each.tool === from)!
    const source = makeFolder('source')
    const out = makeFolder('converted')
    made.push(source, out)
    execFileSync('git', ['init', '--quiet'], { cwd: source })
    // What the target's own repository would show, the configuration has to say here.
    const { strongMigrations } = tool.options
    const config = strongMigrations === undefined ? {} : { framework: tool.framework, strongMigrations }
    writeFileSync(join(source, 'lockstep.config.json'), JSON.stringify(config))
    for (const { path, text } of [...around, ...[...history, ...hazard].map(file => ({ ...file, path: join(place, file.path) }))]) {
      mkdirSync(dirname(join(source, path)), { recursive: true })
      writeFileSync(join(source, path), text)
    }
    const layout = tool.options.layout === undefined ? [] : ['--layout', tool.options.layout]
    const version = tool.framework === 'sql' ? [] : ['--framework-version', tool.options.version!]
    const target = ['--to', tool.framework, ...layout, ...version, '--engine', 'postgres@18']
    const converted = await lockstep('convert', source, ...target, '--safe', '--since', since, '--out', out, '--format', 'json')
    expect(converted.error).toContain('the safe version is in')
    const { migrations } = JSON.parse(converted.out) as { readonly migrations: readonly { readonly files: readonly string[] }[] }
    const { folder } = await loadFramework(tool.framework)
    const own = migrations[0]!.files.map(name => ({ name, content: readFileSync(join(out, folder, name), 'utf8'), stage: 1 }))
    const [name, ...others] = readdirSync(join(out, 'safe'))
    expect(others).toEqual([])
    const files = filesOf(join(out, 'safe', name!))

    const { project, database, close } = await openProject(onIt.server, 'template1', tool.command)
    try {
      await project.add(own)
      await project.migrate()
      const start = await using(onIt.server, database, async client => {
        await fill(client)
        return catalogWithout(client, tool)
      })
      const wanted = await openProject(onIt.server, database, tool.command)
      const meant = await using(onIt.server, wanted.database, async client => {
        await client.query(hazards)
        return catalogWithout(client, tool)
      })
      await wanted.close()

      const rows = `SELECT (SELECT string_agg(customers::text, ';' ORDER BY id) FROM customers) || (SELECT string_agg(orders::text, ';' ORDER BY id) FROM orders)`
      await using(onIt.server, database, async client => {
        const before = (await client.query(rows)).rows
        await project.add(files)
        await project.migrate()
        expectSameCatalog(await catalogWithout(client, tool), meant, 'after going up')
        await rollBack(project, tool, files.filter(file => tool.ledger.keyOf(file) !== undefined).length)
        expectSameCatalog(await catalogWithout(client, tool), start, 'after going back')
        expect((await client.query(rows)).rows).toEqual(before)
        await project.migrate()
        expectSameCatalog(await catalogWithout(client, tool), meant, 'after going up again')
      })
    } finally {
      await close()
    }
  })
})
