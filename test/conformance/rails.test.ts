import { Entries } from '../../src/model/entries.ts'
import { bigserial, change, schema, table, text } from 'lockstep'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import type { Schema } from '../../src/model/schema.ts'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { type Case, catalogWithout, filesFor, using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { race } from './lab/interruption.ts'
import { onCopy } from './lab/on-copy.ts'
import { contractTooEarly, tooEarly } from './lab/too-early.ts'
import type { Tool } from './lab/tool.ts'
import { railsSetTo, railsTools } from './lab/tools/rails.ts'

const present = presentOf(railsTools)
const linted = present.filter(({ options }) => options.strongMigrations)

const lab = onServer({ major: 18 })
const { example } = lab

/** With a key as Rails makes it: schema.rb cannot hold an identity. */
const renameInRails = (): Promise<Case> => {
  const shop = schema({ users: table({ id: bigserial().primaryKey(), name: text().notNull() }) })
  return example(
    'serial',
    change(shop, 'Rename users.name').table('users', t => t.renameColumn('name', 'full_name')),
  )
}

const migration = (version: number, name: string, up: string): EmittedFile => ({
  name: `${version}_${name.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '_'}${letter.toLowerCase()}`)}.rb`,
  content: `class ${name} < ActiveRecord::Migration[6.1]\n  def up\n    ${up}\n  end\n\n  def down\n  end\nend\n`,
  stage: 1,
})

describe('what the user meets', () => {
  it.for(present)('$id stops a contract that comes too early, says what is missing, and changes nothing', async tool => {
    expect(await contractTooEarly(await example('rename-column'), tool)).toMatch(tooEarly)
  })

  it.for(present)('$id: status, redo, several steps back, and nothing pending at the end', async tool => {
    const it = await example('add-unique')
    await onCopy(it, tool, async ({ project, catalog, applied }) => {
      await project.add(await filesFor(it.plan, tool))
      await expect(project.run('db:abort_if_pending_migrations')).rejects.toThrow(/You have 2 pending migrations/)
      await project.migrate()
      await project.run('db:abort_if_pending_migrations')
      expect(await project.run('db:migrate:status')).toMatch(/up +\d+ +Create users email key\s+up +\d+ +Add users email key/)
      await project.run('db:migrate:redo', 'STEP=2')
      expectSameCatalog(await catalog(), it.target, 'after redoing both')
      await project.run('db:rollback', 'STEP=2')
      expectSameCatalog(await catalog(), it.start, 'two steps back')
      expect(await applied()).toEqual([])
    })
  })

  it.for(present)('$id finds the limits of database.yml again after long work', async tool => {
    const it = await example('add-unique')
    const limited = railsSetTo(tool, { database: ['variables:', '  lock_timeout: 7s', '  statement_timeout: 70s'] })
    await onCopy(it, limited, async ({ project }) => {
      const asks = `raise select_values("SELECT setting FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout') ORDER BY name").join(" and ")`
      await project.add([...(await filesFor(it.plan, tool)), migration(20261120093001, 'Probe', asks)])
      await expect(project.migrate()).rejects.toThrow(/7000 and 70000/)
    })
  })
})

describe('strong_migrations', () => {
  it.for(linted)('$id: looks at each file, and stops one written without assurances', async tool => {
    const it = await example('rename-column')
    const plain = { ...tool, options: { ...tool.options, strongMigrations: false } }
    await onCopy(it, plain, async ({ project }) => {
      await project.add(await filesFor(it.plan, plain))
      await expect(project.migrate()).rejects.toThrow(/Possibly dangerous operation #strong_migrations/)
    })
  })

  it.for(linted)('$id: with its own limits, retries and rewriting, both ways and again', async tool => {
    const strict = railsSetTo(tool, {
      strongMigrations: [
        'lock_timeout = 10.seconds',
        'statement_timeout = 1.hour',
        'transaction_timeout = 1.minute',
        'lock_timeout_retries = 2',
        'lock_timeout_retry_delay = 1',
        'auto_analyze = true',
        'remove_invalid_indexes = true',
        'safe_by_default = true',
      ].map(setting => `StrongMigrations.${setting}`),
    })
    // A NOT NULL that is set again after its proof is gone; an index of a partitioned table.
    for (const name of ['rename-column-under-views', 'create-index-on-partitions']) {
      const it = await example(name)
      await onCopy(it, strict, async ({ project, database, catalog, applied }) => {
        const files = await filesFor(it.plan, tool)
        await project.add(files)
        await project.migrate()
        const all = await applied()
        await using(lab.server, database, client => tool.ledger.forget(client, all.at(-1)!, files))
        await project.migrate()
        expect(await applied(), 'its record is kept').toEqual(all)
        expectSameCatalog(await catalog(), it.target, `${name}, the last file twice`)
        await project.run('db:rollback', `STEP=${all.length}`)
        await project.migrate()
        expectSameCatalog(await catalog(), it.target, `${name}, back and up again`)
      })
    }
  })
})

describe('several runners', () => {
  it.for(present)('$id: the second stops at the lock of the first, with the words of Rails', async tool => {
    const { lost } = await race(await example('add-unique'), tool)
    // Rails makes its own tables before it takes its lock: on a database without them that may be what stops the second.
    for (const output of lost)
      expect(output).toMatch(/another migration process|relation "(ar_internal_metadata|schema_migrations)" already exists/)
  })

  it.for(present)('$id: without the lock (advisory_locks: false) they stop each other at worst, and the next run converges', async tool => {
    const unlocked = railsSetTo(tool, { database: ['advisory_locks: false', 'prepared_statements: false'] })
    for (const name of ['add-unique', 'rename-column']) await race(await example(name), unlocked)
  })

  it.for(present)(
    '$id: a session outlives its killed process and builds on; the next run waits or stops, and both end well',
    async tool => {
      const it = await example('add-unique')
      await onCopy(it, tool, async ({ project, database, catalog, applied }) => {
        await project.add(await filesFor(it.plan, tool))
        await using(lab.server, database, async reader => {
          await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
          await reader.query('SELECT FROM users')
          const first = project.start()
          await using(lab.server, database, watch => untilBuilding(watch))
          first.kill()
          await first.done
          const second = project.start()
          const ended = await Promise.race([second.done, sleep(4000)])
          await using(lab.server, database, watch => untilBuilding(watch))
          await reader.query('COMMIT')
          const { succeeded, output } = ended ?? (await second.done)
          if (!succeeded) expect(output).toContain('another migration process is currently running')
          await using(lab.server, database, watch => untilBuilt(watch))
        })
        await project.migrate()
        expectSameCatalog(await catalog(), it.target, 'after the orphan and the next run')
        expect(await applied()).toHaveLength(2)
      })
    },
  )
})

const builds = `FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY%' AND state = 'active'`

async function until(watch: pg.Client, condition: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(20))
    if ((await watch.query<{ is: boolean }>(`SELECT ${condition} AS is`)).rows[0]?.is === true) return
  throw new Error(`waited in vain for ${condition}`)
}
const untilBuilding = (watch: pg.Client): Promise<void> => until(watch, `EXISTS (SELECT ${builds} AND wait_event_type = 'Lock')`)
const untilBuilt = (watch: pg.Client): Promise<void> => until(watch, `NOT EXISTS (SELECT ${builds})`)

describe('a database loaded in the middle of a plan', () => {
  const triggerless = ({ tables, ...rest }: Schema): Schema => ({
    ...rest,
    tables: tables.map(({ triggers: _, ...kept }) => kept),
    routines: Entries.of({}),
  })

  it.for(present)('$id: schema.rb holds all but what the header names, and the rest of the plan runs on it', async tool => {
    await loadAndFinish(await renameInRails(), tool, 2, triggerless)
    const [first] = await filesFor((await renameInRails()).plan, tool)
    expect(first!.content).toContain('# Not in schema.rb: trigger.')
  })

  // Rails asks pg_dump of the server's version, which Debian's own installation beside Rails 6.1 has not.
  it.for(linted)('$id: structure.sql holds all, and the rest of the plan runs on it', async tool => {
    await loadAndFinish(await renameInRails(), railsSetTo(tool, { dumpsStructure: true }), 3, held => held)
  })

  async function loadAndFinish(it: Case, tool: Tool, count: number, held: (schema: Schema) => Schema): Promise<void> {
    const files = await filesFor(it.plan, tool)
    await onCopy(it, tool, async ({ project, catalog }) => {
      await project.add(files.slice(0, count))
      await project.migrate()
      await project.run('db:schema:dump')
      const loaded = `loaded_${count}_${tool.id.replaceAll(/\W/g, '_')}`
      await lab.server.createDatabase(loaded)
      const elsewhere = [`DATABASE_URL=${lab.server.url(loaded)}`, 'DISABLE_DATABASE_ENVIRONMENT_CHECK=1']
      const read = () => using(lab.server, loaded, client => catalogWithout(client, tool))
      await project.run('db:schema:load', ...elsewhere)
      await project.run('db:abort_if_pending_migrations', ...elsewhere)
      expectSameCatalog(await read(), held(await catalog()), 'as it was dumped')
      await project.add(files.slice(count))
      await project.run('db:migrate', ...elsewhere)
      expectSameCatalog(await read(), it.target, 'with the rest of the plan')
      await lab.server.dropDatabase(loaded)
    })
  }
})
