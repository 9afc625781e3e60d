import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmittedFile, FrameworkOptions } from '../../src/frameworks/framework.ts'
import { generateFiles } from '../../src/pipeline.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { type Case, catalogWithout, filesFor, loadExample, now, openProject, prepareCase, releaseCase, using } from './lab/case.ts'
import { run, start } from './lab/process.ts'
import { laravelTools } from './lab/tools/laravel.ts'

type Tool = (typeof laravelTools)[number]

const present = laravelTools.filter(tool => tool.missing === undefined)
for (const { id, missing } of laravelTools.filter(tool => tool.missing !== undefined)) it.skip(`${id}: ${missing}`, () => undefined)
const since = (version: number) => present.filter(({ options }) => Number(options.version) >= version)

let server: Server
const cases = new Map<string, Case>()
const example = async (name: string): Promise<Case> => {
  const made = cases.get(name) ?? (await prepareCase(name, await loadExample(name), server))
  cases.set(name, made)
  return made
}

beforeAll(async () => {
  server = await startServer({ major: 18, settings: { log_statement: 'all', log_line_prefix: '%a|' } })
}, 120_000)
afterAll(async () => {
  for (const made of cases.values()) await releaseCase(made)
  await server?.stop()
})

/** A project of the tool on a copy of an example's database, and what its catalog is now. */
const withProject = async <T>(
  it: Case,
  tool: Tool,
  work: (at: {
    readonly project: Awaited<ReturnType<Tool['command']>>
    readonly database: string
    readonly catalog: () => ReturnType<typeof catalogWithout>
    readonly applied: () => Promise<readonly string[]>
  }) => Promise<T>,
): Promise<T> => {
  const { project, database, close } = await openProject(server, it.filled, tool.command)
  try {
    return await work({
      project,
      database,
      catalog: () => using(server, database, client => catalogWithout(client, tool)),
      applied: () => using(server, database, client => tool.ledger.applied(client, [])),
    })
  } finally {
    await close()
  }
}

const filesWith = async (it: Case, tool: Tool, options: FrameworkOptions): Promise<readonly EmittedFile[]> => {
  const files = await generateFiles(it.plan, { framework: 'laravel', ...tool.options, ...options, phase: 'all', now })
  if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
  return files.value
}

describe('what the user meets', () => {
  it.for(present)('$id stops a contract that comes too early, says what is missing, and changes nothing', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await withProject(it, tool, async ({ project, catalog, applied }) => {
      await project.add(files.filter(({ stage }) => stage === 1))
      await project.migrate()
      const [before, recorded] = [await catalog(), await applied()]
      await project.add(files.filter(({ stage }) => stage === 3))
      await expect(project.migrate()).rejects.toThrow(
        /LOCKSTEP GATE: contract of "Rename users.name to full_name" must not run yet. 7 rows of users lack full_name. Nothing was changed. Finish 2026_11_20_092957_backfill_users_full_name, then retry./,
      )
      expectSameCatalog(await catalog(), before, 'after the gate')
      expect(await applied()).toEqual(recorded)
    })
  })

  it.for(present)('$id pretends: every change is shown, both ways, and nothing is done', async tool => {
    const it = await example('rename-column')
    await withProject(it, tool, async ({ project, catalog, applied }) => {
      await project.migrate()
      await project.add(await filesFor(it.plan, tool))
      const before = await catalog()
      const up = await project.run('migrate', '--pretend', '--force')
      for (const change of ['add column "full_name"', 'CREATE OR REPLACE TRIGGER', 'UPDATE users SET full_name', 'drop column "name"'])
        expect(up).toContain(change)
      expectSameCatalog(await catalog(), before, 'after pretending')
      await project.migrate()
      const after = await catalog()
      const down = await project.run('migrate:rollback', '--pretend', '--force')
      for (const change of ['add column "name"', 'drop column "full_name"']) expect(down).toContain(change)
      expectSameCatalog(await catalog(), after, 'after pretending to go back')
      expect(await applied()).toHaveLength(5)
    })
  })

  it.for(present)('$id leaves a test suite on SQLite running, with the columns that the application expects', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await withProject(it, tool, async ({ project }) => {
      // Laravel 8 to 10 drop columns on SQLite by way of doctrine/dbal, which is the application's to have.
      const isDropping = Number(tool.options.version) > 10
      await project.add([
        migration('0001_01_01_000000_create_users_table', `Schema::create('users', fn ($table) => [$table->id(), $table->text('name')]);`),
        ...(isDropping ? files : files.slice(0, -1)),
        migration(
          '9999_01_01_000000_expect_columns',
          `$is = Schema::getColumnListing('users'); sort($is); if ($is !== ${isDropping ? `['full_name', 'id']` : `['full_name', 'id', 'name']`}) throw new Exception(json_encode($is));`,
        ),
      ])
      await run(project.artisan(['migrate', '--force'], { DB_CONNECTION: 'sqlite' }))
    })
  })
})

/** A migration of the application itself. */
const migration = (name: string, up: string): EmittedFile => ({
  name: `${name}.php`,
  stage: 0,
  content: `<?php
use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Support\\Facades\\Schema;
return new class extends Migration { public function up(): void { ${up} } };
`,
})

describe('connections', () => {
  it.for(present)('$id changes the connection a file names, whatever the default one is', async tool => {
    const it = await example('rename-column')
    const files = await filesWith(it, tool, { connection: 'reporting' })
    const elsewhere = `reporting_${tool.id.replace('-', '_')}`
    await server.createDatabase(elsewhere, { template: it.filled })
    await withProject(it, tool, async ({ project, catalog, applied }) => {
      const before = await catalog()
      await project.add(files)
      const reporting = () => using(server, elsewhere, client => catalogWithout(client, tool))
      await run(project.artisan(['migrate', '--force'], { DB_REPORTING: elsewhere }))
      expectSameCatalog(await reporting(), it.target, 'the named connection')
      expectSameCatalog(await catalog(), before, 'the default connection')
      expect(await applied()).toHaveLength(files.length)
      await run(project.artisan(['migrate:rollback', '--force'], { DB_REPORTING: elsewhere }))
      expectSameCatalog(await catalog(), before, 'the default connection, after going back')
      expect(Object.keys((await reporting()).tables['users']!.columns.map(({ name }) => name))).toHaveLength(3)
    })
    await server.dropDatabase(elsewhere)
  })

  it.for(since(13))('$id goes around the pooler, with and without a named connection', async tool => {
    const it = await example('rename-column')
    for (const connection of [undefined, 'pooled']) {
      const files = await filesWith(it, tool, connection === undefined ? {} : { connection })
      await withProject(it, tool, async ({ project, catalog }) => {
        await project.add(files)
        const from = server.log().length
        await run(project.artisan(['migrate', '--force'], { DB_CONNECTION: connection === undefined ? 'pooled' : 'pgsql' }))
        expectSameCatalog(await catalog(), it.target, 'around the pooler')
        const log = server.log().slice(from)
        expect(log).toMatch(/^direct\|.*alter table "users"/m)
        expect(log).not.toMatch(/^pooled\|.*users/m)
      })
    }
  })

  it.for(present)('$id with emulated prepares gives the same', async tool => {
    for (const name of ['rename-column', 'add-unique']) {
      const it = await example(name)
      await withProject(it, tool, async ({ project, catalog }) => {
        await project.add(await filesFor(it.plan, tool))
        await run(project.artisan(['migrate', '--force'], { DB_EMULATE_PREPARES: '1' }))
        expectSameCatalog(await catalog(), it.target, name)
      })
    }
  })
})

describe('two at once', () => {
  it.for(present)('$id without --isolated: both may record a file, and all is as if one had run, both ways', async tool => {
    for (const name of ['rename-column', 'add-unique', 'add-foreign-key']) {
      const it = await example(name)
      const files = await filesFor(it.plan, tool)
      await withProject(it, tool, async ({ project, catalog, applied }) => {
        await project.migrate() // the ledger is there: both begin with the first file
        const before = await catalog()
        await project.add(files)
        await Promise.all([project.start(), project.start(), project.start()].map(running => running.done))
        await project.migrate()
        expectSameCatalog(await catalog(), it.target, name)
        expect([...new Set(await applied())].sort()).toEqual(files.map(file => tool.ledger.keyOf(file)))
        for (let rounds = 0; (await applied()).length > 0 && rounds < files.length; rounds += 1) await project.rollBack()
        expect(await applied()).toEqual([])
        expect(Object.keys((await catalog()).tables)).toEqual(Object.keys(before.tables))
      })
    }
  })

  it.for(present)('$id passes over a file that another process ran and recorded while this one waited for its lock', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await withProject(it, tool, async ({ project, database, catalog, applied }) => {
      await project.migrate()
      await project.add(files)
      await using(server, database, async faster => {
        await faster.query('BEGIN')
        await faster.query('LOCK TABLE users IN SHARE UPDATE EXCLUSIVE MODE')
        const slower = project.start()
        await expect.poll(() => lockstepWaits(database), { timeout: 10_000 }).toBe(true)
        await faster.query('ALTER TABLE users RENAME name TO full_name')
        for (const file of files) await faster.query('INSERT INTO migrations (migration, batch) VALUES ($1, 1)', [tool.ledger.keyOf(file)])
        await faster.query('COMMIT')
        expect(await slower.done).toMatchObject({ succeeded: true })
        const { columns, triggers = [] } = (await catalog()).tables['users']!
        expect(columns.map(({ name }) => name)).toEqual(['id', 'full_name', 'email'])
        expect(triggers).toEqual([])
        expect(new Set(await applied()).size).toBe(files.length)
      })
    })
  })

  it.for(since(10))('$id with --isolated: one runs; a killed one leaves its lock, and a run without the option goes on', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await withProject(it, tool, async ({ project, database, catalog, applied }) => {
      await project.migrate()
      await project.add(files)
      const isolated = project.artisan(['migrate', '--force', '--isolated=75'])
      await using(server, database, async holder => {
        await holder.query('BEGIN')
        await holder.query('LOCK TABLE users IN ROW EXCLUSIVE MODE')
        const first = start(isolated)
        await expect.poll(() => lockstepWaits(database), { timeout: 10_000 }).toBe(true)
        const second = await start(isolated).done
        expect(second).toMatchObject({ succeeded: false, output: expect.stringContaining('The [migrate] command is already running.') })
        first.kill()
        await first.done
      })
      expect((await start(isolated).done).output).toContain('already running')
      await project.migrate()
      expectSameCatalog(await catalog(), it.target, 'after a killed run')
      expect(await applied()).toHaveLength(files.length)
    })
  })
})

const lockstepWaits = (database: string): Promise<boolean> =>
  using(server, database, async client => {
    const { rowCount } = await client.query(
      `SELECT FROM pg_stat_activity WHERE datname = $1 AND query LIKE '%lockstep%' AND wait_event IN ('PgSleep', 'relation')`,
      [database],
    )
    return rowCount !== 0
  })
