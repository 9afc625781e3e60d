import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { bigint, change, schema, table, text } from '../../src/index.ts'
import { startServer } from '../../src/verify/postgres-server.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { loadExample } from '../acceptance/examples.ts'
import { type Case, catalogWithout, filesFor, liveThrough, openProject, prepareCase, releaseCase, using } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { makeFolder, removeFolder } from './lab/folder.ts'
import { contractTooEarly, tooEarly } from './lab/too-early.ts'
import type { CommandProject, Tool } from './lab/tool.ts'
import { sqlTools } from './lab/tools/sql.ts'

const present = presentOf(sqlTools)
const [psql, golangMigrate, , dbmate] = sqlTools as readonly [Tool, Tool, Tool, Tool]

const lab = onServer({ major: 18 })
const { example } = lab

interface At {
  readonly it: Case
  readonly project: CommandProject
  readonly client: pg.Client
  readonly database: string
  readonly files: Awaited<ReturnType<typeof filesFor>>
}
const inProject = async (prepared: Case, tool: Tool, work: (at: At) => Promise<void>): Promise<void> => {
  const files = await filesFor(prepared.plan, tool)
  const { project, database, close } = await openProject(prepared.server, prepared.filled, tool.command)
  try {
    await using(prepared.server, database, client => work({ it: prepared, project, client, database, files }))
  } finally {
    await close()
  }
}

/** What runners put in the place of something else, or read as an instruction. */
const hostile = [
  `\${HOME} $HOME $1 \${lockstep} {{ . }} :name :'name' \\d @set -- +goose Down? ; --`,
  `$$ $lockstep$ /* not closed ' -- migrate:down? \\`,
].join('\n')

describe.each(present)('$id', tool => {
  it('stops a contract phase that is run too early', async () => {
    expect(await contractTooEarly(await example('rename-column'), tool)).toMatch(tooEarly)
  })

  it('replaces nothing in the texts of a plan', async () => {
    const shop = schema({ users: table({ id: bigint().identity().primaryKey(), name: text().notNull() }) })
    const odd = change(shop, 'Odd texts').table('users', t => t.addColumn('note', text().default(hostile).comment(hostile)))
    const prepared = await prepareCase('odd texts', odd, lab.server)
    await liveThrough(prepared, tool, tool.command)
    await releaseCase(prepared)
  })
})

describe.runIf(present.includes(psql))('psql', () => {
  it('-1: what must stand outside a transaction stops and says so; a file with a transaction of its own is done', async () => {
    for (const name of ['rename-column', 'add-unique'])
      await inProject(await example(name), psql, async ({ it, project, client, files }) => {
        await project.add(files)
        for (const file of files.filter(({ name }) => name.endsWith('.up.sql'))) {
          const before = await catalogWithout(client, psql)
          const [once, plain] = [
            ['-1', '-v', 'ON_ERROR_STOP=1', '-f'],
            ['-v', 'ON_ERROR_STOP=1', '-f'],
          ].map(words => () => project.run(...words, join('migrations', file.name)))
          if (/^BEGIN;$/m.test(file.content)) {
            await once!()
            continue
          }
          await expect(once!()).rejects.toThrow('LOCKSTEP: this file must not run inside a transaction: leave out -1 of psql.')
          expectSameCatalog(await catalogWithout(client, psql), before, `${file.name} under -1`)
          await plain!()
        }
        expectSameCatalog(await catalogWithout(client, psql), it.target, 'after all files')
      })
  })

  it('without ON_ERROR_STOP: a phase that stops changes nothing either, but psql says it went well', async () => {
    await inProject(await example('rename-column'), psql, async ({ project, client, files }) => {
      await project.add(files.filter(({ stage }) => stage < 3))
      await project.migrate()
      await client.query(`SET session_replication_role = replica; UPDATE users SET full_name = 'somebody else'`)
      await project.add(files)
      const before = await catalogWithout(client, psql)
      const contract = files.find(({ stage, name }) => stage === 3 && name.endsWith('.up.sql'))!
      expect(await project.run('-f', join('migrations', contract.name))).toMatch(/LOCKSTEP GATE[^]*ROLLBACK/)
      expectSameCatalog(await catalogWithout(client, psql), before, 'after it went on behind the error')
    })
  })
})

describe.runIf(present.includes(golangMigrate))('golang-migrate', () => {
  it('refuses a dirty database until the version is forced, and then takes the file up again', async () => {
    await inProject(await example('rename-column'), golangMigrate, async ({ it, project, client, files }) => {
      await project.add(files)
      await project.run('up', '3')
      await client.query(
        `SET session_replication_role = replica; UPDATE users SET full_name = 'somebody else'; RESET session_replication_role`,
      )
      await expect(project.migrate()).rejects.toThrow('LOCKSTEP GATE')
      await expect(project.migrate()).rejects.toThrow(/Dirty database version \d+\. Fix and force version\./)
      await client.query('UPDATE users SET full_name = name')
      await project.recover()
      await project.migrate()
      expectSameCatalog(await catalogWithout(client, golangMigrate), it.target, 'after force and up')
    })
  })
})

describe.runIf(present.includes(golangMigrate))('golang-migrate, two runners', () => {
  it('a second one that waits ends a concurrent build, as the file says; what the file asks for puts it right', async () => {
    await inProject(await example('add-unique'), golangMigrate, async ({ it, project, client, database, files }) => {
      await project.add(files)
      await using(lab.server, database, async writer => {
        await writer.query('BEGIN; UPDATE users SET email = email')
        const building = project.start()
        await untilSomebodyWaits(client, 'virtualxid')
        const second = project.start()
        await untilSomebodyWaits(client, 'advisory')
        await sleep(1500) // its own look for a deadlock, after a second, finds none yet
        await writer.query('COMMIT')
        const { succeeded, output } = await building.done
        expect(succeeded).toBe(false)
        expect(output).toMatch(/deadlock detected[^]*-- By one runner only/)
        expect((await second.done).output).toContain('Dirty database version')
      })
      await project.recover(files[0])
      await project.migrate()
      expectSameCatalog(await catalogWithout(client, golangMigrate), it.target, 'after the comment was followed')
    })
  })
})

const untilSomebodyWaits = async (client: pg.Client, event: string): Promise<void> => {
  const deadline = Date.now() + 30_000
  const waits = 'SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = $1'
  while ((await client.query(waits, [event])).rowCount === 0) {
    if (Date.now() > deadline) throw new Error(`nobody waits for ${event}`)
    await sleep(20)
  }
}

const hasDump = existsSync('/usr/bin/pg_dump')
describe.runIf(present.includes(dbmate))('dbmate', () => {
  if (!hasDump) it.skip('pg_dump is not there: node scripts/lab.mjs debian', () => undefined)
  it.runIf(hasDump)('schema.sql holds all of a plan, in its middle and after it', async () => {
    const old = await startServer({ major: 12 }) // Debian's pg_dump reads servers up to its own version
    const folder = makeFolder('dump')
    const prepared = await prepareCase('rename-column', await loadExample('rename-column'), old)
    const path = join(folder, 'schema.sql')
    try {
      await inProject(prepared, dbmate, async ({ project, client, files }) => {
        for (const stage of [1, 2, 3]) {
          await project.add(files.filter(file => file.stage === stage))
          await project.migrate()
          await project.run('--schema-file', path, 'dump')
          await old.createDatabase('loaded')
          const copy = await dbmate.command({ host: '127.0.0.1', port: old.port, database: 'loaded', user: 'postgres' })
          await copy.run('--schema-file', path, 'load')
          await using(old, 'loaded', async loaded => {
            expectSameCatalog(await catalogWithout(loaded, dbmate), await catalogWithout(client, dbmate), `schema.sql after phase ${stage}`)
            expect(await dbmate.ledger.applied(loaded, files)).toEqual(await dbmate.ledger.applied(client, files))
          })
          await copy.close()
          await old.dropDatabase('loaded')
        }
      })
      await releaseCase(prepared)
    } finally {
      removeFolder(folder)
      await old.stop()
    }
  })
})
