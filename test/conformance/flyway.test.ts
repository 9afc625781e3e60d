import { join } from 'node:path'
import { bigint, change, schema, table, text } from 'lockstep'
import { describe, expect, it } from 'vitest'
import type { Schema } from '../../src/model/schema.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { filesFor, prepareCase, releaseCase, using } from './lab/case.ts'
import { pgEnv } from './lab/folder.ts'
import { run } from './lab/process.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { type Copy, onCopy } from './lab/on-copy.ts'
import { contractTooEarly, tooEarly } from './lab/too-early.ts'
import { flywayTools, type FlywayProject } from './lab/tools/flyway.ts'

const present = presentOf(flywayTools)
/** The others' command is Maven, whose start-up takes seconds. */
const quick = present.filter(({ id }) => id === 'flyway-12')

const lab = onServer({ major: 18 })
const { example } = lab

/** Runs a command that must fail with these words, and change nothing. */
const expectRefusal = async ({ project, catalog }: Copy<FlywayProject>, words: readonly string[], message: RegExp): Promise<void> => {
  const before = await catalog()
  await expect(project.run(...words)).rejects.toThrow(message)
  expectSameCatalog(await catalog(), before, `after ${words.join(' ')}`)
}

describe('what the user meets', () => {
  it.for(quick)('$id stops a contract that comes too early, says what is missing, and changes nothing', async tool => {
    expect(await contractTooEarly(await example('rename-column'), tool)).toMatch(tooEarly)
  })

  it.for(quick)('$id is content between the phases: validate passes, info knows of nothing missing or failed', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    await onCopy(it, tool, async ({ project }) => {
      for (const stage of [1, 2, 3]) {
        await project.add(files.filter(file => file.stage === stage))
        await project.migrate()
        await project.run('validate')
        expect(await project.run('info')).not.toMatch(/Pending|Missing|Failed|Future|Ignored|Out of Order|Outdated/)
      }
    })
  })

  it.for(quick)(
    '$id has nothing pending once a file is undone and out of the release, and applies it again when it is back',
    async tool => {
      const it = await example('add-check')
      const files = await filesFor(it.plan, tool)
      await onCopy(it, tool, async at => {
        await at.project.add(files)
        await at.project.migrate()
        const last = files.findLast(({ name }) => name.startsWith('V'))!
        await at.project.rollBack()
        at.project.remove(last)
        await at.project.run('validate')
        expect(await at.project.run('info')).not.toMatch(/Pending|Missing|Failed/)
        await at.project.add([last])
        await at.project.migrate()
        expectSameCatalog(await at.catalog(), it.target, 'after the file came back')
      })
    },
  )

  it.for(quick)('$id keeps a failed file outside a transaction in mind until repair, as its header says; then it goes on', async tool => {
    const it = await example('add-unique')
    const files = await filesFor(it.plan, tool)
    expect(files[0]!.content).toContain('If it fails: flyway repair, then migrate; it goes on where it stopped.')
    await onCopy(it, tool, async at => {
      const query = (sql: string): Promise<unknown> => using(lab.server, at.database, client => client.query(sql))
      await at.project.add(files)
      const double = `UPDATE users SET email = (SELECT min(email) FROM users)`
      await query(`CREATE TABLE kept AS SELECT * FROM users`)
      await query(double)
      await expect(at.project.migrate()).rejects.toThrow(/could not create unique index/)
      expect(await at.applied()).toEqual(['20261120092959 failed'])
      await query('UPDATE users SET email = kept.email FROM kept WHERE kept.id = users.id')
      await query('DROP TABLE kept')
      await expect(at.project.migrate()).rejects.toThrow(/repair/)
      await at.project.run('repair')
      await at.project.migrate()
      expectSameCatalog(await at.catalog(), it.target, 'after the repair')
    })
  })
})

describe('settings of the user', () => {
  it.for(present)('$id names the setting where its own transaction would stop a concurrent build for ever', async tool => {
    const it = await example('add-unique')
    await onCopy(it, tool, async at => {
      await at.project.add(await filesFor(it.plan, tool))
      await expectRefusal(at, ['migrate', 'postgresql.transactional.lock=true'], /LOCKSTEP: set flyway.postgresql.transactional.lock=false/)
    })
  })

  it.for(present)('$id with group=true: no file runs behind the locks of the one before, in one transaction', async tool => {
    const it = await example('rename-column')
    const files = await filesFor(it.plan, tool)
    const upTo = (n: number) => files.filter(({ name }) => Number(/\d{14}/.exec(name)![0].slice(-4)) <= n)
    await onCopy(it, tool, async at => {
      await at.project.add(upTo(2957))
      // Flyway's own word, where some of the files stand outside a transaction.
      await expectRefusal(at, ['migrate', 'group=true'], /both transactional and non-transactional migrations/)
      await at.project.migrate()
      await at.project.add(upTo(2959))
      await expectRefusal(at, ['migrate', 'group=true'], /LOCKSTEP: set flyway.group=false/)
      await at.project.migrate()
      await at.project.add(files)
      await at.project.run('migrate', 'group=true')
      expectSameCatalog(await at.catalog(), it.target, 'after the last, alone in its group')
    })
  })

  it.for(quick)('$id with group=true stops at a file behind another one that locks', async tool => {
    const it = await example('widen-varchar')
    await onCopy(it, tool, async at => {
      const content = 'ALTER TABLE users ADD COLUMN of_someone_else int;'
      await at.project.add([{ name: 'V20261120092900__of_someone_else.sql', content, stage: 1 }, ...(await filesFor(it.plan, tool))])
      await expectRefusal(at, ['migrate', 'group=true'], /LOCKSTEP: an earlier migration of this transaction.*Flyway: group=false/)
      expect(await at.applied()).toEqual([])
    })
  })

  it.for(quick)('$id runs scripts that are named as the project names its own, and is undone by the command at their head', async tool => {
    const it = await example('rename-column')
    // The undo prefix is a setting of the editions that undo.
    const names = { sqlMigrationPrefix: 'M', sqlMigrationSeparator: '--', sqlMigrationSuffixes: ['.pgsql'] }
    const files = await filesFor(it.plan, {
      ...tool,
      options: { ...tool.options, flyway: { ...names, undoSqlMigrationPrefix: 'W', table: 'history' } },
    })
    const settings = [...Object.entries(names).map(([key, value]) => `${key}=${String(value)}`), 'table=history']
    await onCopy(it, tool, async at => {
      const count = async (): Promise<number> => {
        const { rows } = await using(lab.server, at.database, client => client.query('SELECT FROM history WHERE version > $1', ['0']))
        return rows.length
      }
      await at.project.add(files)
      await at.project.run('migrate', ...settings)
      const withoutHistory = async (): Promise<Schema> => {
        const { tables, ...schema } = await at.catalog()
        return { ...schema, tables: tables.without('history') }
      }
      expectSameCatalog(await withoutHistory(), it.target, 'after going up')
      const before = await count()
      const last = files.findLast(({ name }) => /^\.\.\/undo\/.*\.pgsql$/.test(name))!
      expect(last.name).toMatch(/^\.\.\/undo\/W\d+--/)
      const [command] = /psql (?:.*\\\n)*.*/.exec(last.content.replace(/^-- /gm, ''))!
      const site = { host: '127.0.0.1', port: lab.server.port, database: at.database, user: 'postgres' }
      await run({ command: 'sh', args: ['-c', command], cwd: join(at.project.folder, 'src/main/resources/db'), env: pgEnv(site) })
      expect(await count()).toBe(before - 1)
      await at.project.run('migrate', ...settings)
      expectSameCatalog(await withoutHistory(), it.target, 'after going up again')
    })
  })

  it.for(quick)('$id never takes a text for a placeholder', async tool => {
    const users = table({ id: bigint().identity().primaryKey(), note: text() })
    const words = '${flyway:database} ${x} $${y}'
    const input = change(schema({ users }), 'Words').table('users', t => t.addColumn('greeting', text().default(words).comment(words)))
    const it = await prepareCase('placeholders', input, lab.server)
    await onCopy(it, tool, async at => {
      await at.project.add(await filesFor(it.plan, tool))
      await at.project.migrate()
      expectSameCatalog(await at.catalog(), it.target, 'after going up')
    })
    await releaseCase(it)
  })
})
