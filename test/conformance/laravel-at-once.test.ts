import { describe, expect, it } from 'vitest'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { filesFor, using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { onCopy } from './lab/on-copy.ts'
import { start } from './lab/process.ts'
import { laravelTools } from './lab/tools/laravel.ts'

const present = presentOf(laravelTools)
const since = (version: number) => present.filter(({ options }) => Number(options.version) >= version)

const lab = onServer({ major: 18 })
const { example } = lab

describe('two at once', () => {
  it.for(present)('$id without --isolated: both may record a file, and all is as if one had run, both ways', async tool => {
    for (const name of ['rename-column', 'add-unique', 'add-foreign-key']) {
      const it = await example(name)
      const files = await filesFor(it.plan, tool)
      await onCopy(it, tool, async ({ project, catalog, applied }) => {
        await project.migrate() // the ledger is there: both begin with the first file
        const before = await catalog()
        await project.add(files)
        await Promise.all([project.start(), project.start(), project.start()].map(running => running.done))
        await project.migrate()
        expectSameCatalog(await catalog(), it.target, name)
        expect([...new Set(await applied())].sort()).toEqual(files.map(file => tool.ledger.keyOf(file)))
        for (let rounds = 0; (await applied()).length > 0 && rounds < files.length; rounds += 1) await project.rollBack()
        expect(await applied()).toEqual([])
        expect((await catalog()).tables.keys()).toEqual(before.tables.keys())
      })
    }
  })

  it.for(present)('$id passes over a file that another process ran and recorded while this one waited for its lock', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await onCopy(it, tool, async ({ project, database, catalog, applied }) => {
      await project.migrate()
      await project.add(files)
      await using(lab.server, database, async faster => {
        await faster.query('BEGIN')
        await faster.query('LOCK TABLE users IN SHARE UPDATE EXCLUSIVE MODE')
        const slower = project.start()
        await expect.poll(() => waits(database, '%lockstep%'), { timeout: 10_000 }).toBe(true)
        await faster.query('ALTER TABLE users RENAME name TO full_name')
        for (const file of files) await faster.query('INSERT INTO migrations (migration, batch) VALUES ($1, 1)', [tool.ledger.keyOf(file)])
        await faster.query('COMMIT')
        expect(await slower.done).toMatchObject({ succeeded: true })
        const { columns, triggers = [] } = (await catalog()).tables.get('users')!
        expect(columns.map(({ name }) => name)).toEqual(['id', 'full_name', 'email'])
        expect(triggers).toEqual([])
        expect(new Set(await applied()).size).toBe(files.length)
      })
    })
  })

  it.for(since(10))('$id with --isolated: one runs; a killed one leaves its lock, and a run without the option goes on', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await onCopy(it, tool, async ({ project, database, catalog, applied }) => {
      await project.migrate()
      await project.add(files)
      const isolated = project.artisan(['migrate', '--force', '--isolated=75'])
      await using(lab.server, database, async holder => {
        await holder.query('BEGIN')
        await holder.query('LOCK TABLE users IN ROW EXCLUSIVE MODE')
        const first = start(isolated)
        await expect.poll(() => waits(database, '%lockstep%'), { timeout: 10_000 }).toBe(true)
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

describe('a session that ends', () => {
  it.for(present)('$id connects again by itself; what a concurrent build left is named, and built anew by the next run', async tool => {
    const it = await example('add-unique')
    const files = await filesFor(it.plan, tool)
    await onCopy(it, tool, async ({ project, database, catalog, applied }) => {
      await project.add(files)
      await using(lab.server, database, async reader => {
        await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
        await reader.query('SELECT FROM users FOR UPDATE')
        const running = project.start()
        await expect.poll(() => waits(database, 'CREATE UNIQUE INDEX%'), { timeout: 10_000 }).toBe(true)
        await using(lab.server, 'postgres', admin =>
          admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'CREATE UNIQUE INDEX%'`, [
            database,
          ]),
        )
        const { succeeded, output } = await running.done
        expect(succeeded).toBe(false)
        expect(output).toContain(
          'LOCKSTEP: index users_email_key of users is not valid, or was there already and is another one. Run this again',
        )
      })
      expect(await applied()).toEqual([])
      await project.migrate()
      expectSameCatalog(await catalog(), it.target, 'the next run')
      expect(await applied()).toHaveLength(files.length)
    })
  })
})

describe('a way back that was stopped before Laravel recorded it', () => {
  const names = ['text-to-enum', 'rename-indexed-column', 'remove-enum-value', 'add-column-with-volatile-default']
  it.for(present.flatMap(tool => names.map(name => ({ tool, name }))))('$tool.id runs it again: $name', async ({ tool, name }) => {
    const it = await example(name)
    const files = await filesFor(it.plan, tool)
    await onCopy(it, tool, async ({ project, database, catalog }) => {
      await project.add(files)
      await project.migrate()
      for (const file of files.toReversed()) {
        await project.rollBack()
        const once = await catalog()
        await using(lab.server, database, client =>
          client.query('INSERT INTO migrations (migration, batch) VALUES ($1, 1)', [tool.ledger.keyOf(file)]),
        )
        await project.rollBack()
        expectSameCatalog(await catalog(), once, file.name)
      }
    })
  })
})

/** Does a session with such a statement wait in the database? */
const waits = (database: string, statement: string): Promise<boolean> =>
  using(lab.server, database, async client => {
    const { rowCount } = await client.query(
      `SELECT FROM pg_stat_activity WHERE datname = $1 AND query LIKE $2 AND (wait_event_type = 'Lock' OR wait_event = 'PgSleep')`,
      [database, statement],
    )
    return rowCount !== 0
  })
