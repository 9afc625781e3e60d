import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { bigint, bigserial, change, schema, table, text } from 'lockstep'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmittedFile, FrameworkOptions } from '../../src/frameworks/framework.ts'
import { generateFiles } from '../../src/pipeline.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { loadExample } from '../acceptance/examples.ts'
import { type Case, catalogWithout, filesFor, now, openProject, prepareCase, releaseCase, using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { onCopy } from './lab/on-copy.ts'
import { run } from './lab/process.ts'
import { contractTooEarly, tooEarly } from './lab/too-early.ts'
import { laravelTools } from './lab/tools/laravel.ts'

type Tool = (typeof laravelTools)[number]

const present = presentOf(laravelTools)
const since = (version: number) => present.filter(({ options }) => Number(options.version) >= version)

const lab = onServer({ major: 18, settings: { log_statement: 'all', log_line_prefix: '%a|' } })
const { example } = lab

const filesWith = async (it: Case, tool: Tool, options: FrameworkOptions): Promise<readonly EmittedFile[]> => {
  const files = await generateFiles(it.plan, { framework: 'laravel', ...tool.options, ...options, phase: 'all', now })
  if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
  return files.value
}

describe('what the user meets', () => {
  it.for(present)('$id stops a contract that comes too early, says what is missing, and changes nothing', async tool => {
    expect(await contractTooEarly(await example('rename-column'), tool)).toMatch(tooEarly)
  })

  it.for(present)('$id pretends: every change is shown, both ways, and nothing is done', async tool => {
    const it = await example('rename-column')
    await onCopy(it, tool, async ({ project, catalog, applied }) => {
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
    await onCopy(it, tool, async ({ project }) => {
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
    await lab.server.createDatabase(elsewhere, { template: it.filled })
    await onCopy(it, tool, async ({ project, catalog, applied }) => {
      const before = await catalog()
      await project.add(files)
      const reporting = () => using(lab.server, elsewhere, client => catalogWithout(client, tool))
      await run(project.artisan(['migrate', '--force'], { DB_REPORTING: elsewhere }))
      expectSameCatalog(await reporting(), it.target, 'the named connection')
      expectSameCatalog(await catalog(), before, 'the default connection')
      expect(await applied()).toHaveLength(files.length)
      await run(project.artisan(['migrate:rollback', '--force'], { DB_REPORTING: elsewhere }))
      expectSameCatalog(await catalog(), before, 'the default connection, after going back')
      expect(Object.keys((await reporting()).tables.get('users')!.columns.map(({ name }) => name))).toHaveLength(3)
    })
    await lab.server.dropDatabase(elsewhere)
  })

  it.for(present)('$id puts its table prefix before the names that the schema builder is given, and only there', async tool => {
    const shop = schema({ shop_users: table({ id: bigint().identity().primaryKey(), name: text().notNull() }) })
    const input = change(shop, 'Reshape the shop')
      .createTable('shop_tags', table({ id: bigserial().primaryKey(), user_id: bigint().notNull() }))
      .table('shop_users', t => t.renameColumn('name', 'full_name').addColumn('note', text()))
    const it = await prepareCase('prefixed', input, lab.server)
    const files = await filesWith(it, tool, { tablePrefix: 'shop_' })
    const written = files.map(({ content }) => content).join()
    for (const words of ["Schema::create('tags'", "Schema::table('users'", 'ON shop_users']) expect(written).toContain(words)
    const prefixed = { ...tool, ledger: { ...tool.ledger, tables: ['shop_migrations'] } }
    await onCopy(it, prefixed, async ({ project, catalog }) => {
      const before = await catalog()
      await project.add(files)
      await run(project.artisan(['migrate', '--force'], { DB_PREFIX: 'shop_' }))
      expectSameCatalog(await catalog(), it.target, 'with a prefix')
      for (const _ of files) await run(project.artisan(['migrate:rollback', '--step=1', '--force'], { DB_PREFIX: 'shop_' }))
      expect((await catalog()).tables.keys()).toEqual(before.tables.keys())
    })
    await releaseCase(it)
  })

  it.for(since(13))('$id goes around the pooler, with and without a named connection', async tool => {
    const it = await example('rename-column')
    for (const connection of [undefined, 'pooled']) {
      const files = await filesWith(it, tool, connection === undefined ? {} : { connection })
      await onCopy(it, tool, async ({ project, catalog }) => {
        await project.add(files)
        const from = lab.server.log().length
        await run(project.artisan(['migrate', '--force'], { DB_CONNECTION: connection === undefined ? 'pooled' : 'pgsql' }))
        expectSameCatalog(await catalog(), it.target, 'around the pooler')
        const log = lab.server.log().slice(from)
        expect(log).toMatch(/^direct\|.*alter table "users"/m)
        expect(log).not.toMatch(/^pooled\|.*users/m)
      })
    }
  })

  it.for(present)('$id with emulated prepares gives the same', async tool => {
    for (const name of ['rename-column', 'add-unique']) {
      const it = await example(name)
      await onCopy(it, tool, async ({ project, catalog }) => {
        await project.add(await filesFor(it.plan, tool))
        await run(project.artisan(['migrate', '--force'], { DB_EMULATE_PREPARES: '1' }))
        expectSameCatalog(await catalog(), it.target, name)
      })
    }
  })
})

/** Its pg_dump must not be older than the server; what the newer Debians' Laravel dumps is put together alike. */
const dumping = present.filter(({ options }) => options.version === '8')

describe('schema:dump in the middle of a plan', () => {
  let oldest: Server
  beforeAll(async () => {
    oldest = await startServer({ major: 12 })
  }, 120_000)
  afterAll(() => oldest?.stop())

  it.for(dumping)('$id makes a database from it that goes on with the files that are left', async tool => {
    for (const name of ['rename-column', 'change-primary-key-type']) {
      const it = await prepareCase(name, await loadExample(name), oldest)
      const files = await filesFor(it.plan, tool)
      await onCopy(it, tool, async ({ project }) => {
        await project.add(files.filter(({ stage }) => stage < 3))
        await project.migrate()
        await project.run('schema:dump', '--prune')
        const laptop = await openProject(oldest, 'template1', tool.command)
        cpSync(join(project.folder, 'database', 'schema'), join(laptop.project.folder, 'database', 'schema'), { recursive: true })
        await laptop.project.add(files.filter(({ stage }) => stage >= 3))
        await laptop.project.migrate()
        await using(oldest, laptop.database, async client => {
          expectSameCatalog(await catalogWithout(client, tool), it.target, name)
          expect(await tool.ledger.applied(client, [])).toHaveLength(files.length)
        })
        await laptop.close()
      })
      await releaseCase(it)
    }
  })
})
