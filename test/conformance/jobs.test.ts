import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { generateFiles } from '../../src/pipeline.ts'
import { expectSameCatalog } from '../acceptance/rehearsal.ts'
import { residuesAfterDown } from '../acceptance/residue.ts'
import { catalogWithout, now, openProject, using, type Case } from './lab/case.ts'
import { onServer, presentOf } from './lab/test-file.ts'
import { ToolFailed, type CommandProject, type Tool } from './lab/tool.ts'
import { alembicTool, newest, openAlembic, type Version } from './lab/tools/alembic.ts'
import { asAdvised, inItsOwnTransaction, type Env } from './lab/tools/alembic-env.ts'
import { tools } from './lab/tools/index.ts'

/** Of each framework one version; every tool in the full lab. */
const usual: readonly string[] = ['rails-7.2', 'laravel-10', 'alembic-1.20', 'flyway-12', 'liquibase-5', 'psql']
const isFull = process.env.LOCKSTEP_LAB === 'full' || process.env.LOCKSTEP_TOOLS !== undefined
const isUsual = ({ id }: Tool): boolean => isFull || usual.includes(id)
/** In the gate these run a plan with every kind of job; the others, whose every start takes seconds, one with a backfill and a validation. */
const quick: readonly string[] = ['laravel-10', 'psql']
/** Lumen, which stands in for Laravel 8, finds no commands by their folder. */
const present = presentOf(tools.filter(tool => isUsual(tool) && tool.id !== 'laravel-8'))
const { example } = onServer({ major: 18 })

/** More than a migration does at once. */
const rows = 20_000

const filesOf = async ({ plan }: Case, tool: Tool): Promise<readonly EmittedFile[]> => {
  const files = await generateFiles(plan, { framework: tool.framework, ...tool.options, jobs: 'apart', phase: 'all', now })
  if (!files.ok) throw new Error(JSON.stringify(files.diagnostics))
  return files.value
}

const isMigration = ({ name, from }: EmittedFile): boolean => from === undefined && !name.startsWith('../jobs/')

const expectRefusal = async (project: CommandProject): Promise<void> => {
  const refusal = await project.migrate().then(
    () => 'it went through',
    (problem: Error) => problem.message,
  )
  expect(refusal).toContain('LOCKSTEP JOB: ')
  expect(refusal).toMatch(/Nothing was changed\. Run .*(?:lockstep|jobs)\S+/)
}

const finish = async (project: CommandProject, file: EmittedFile): Promise<string> => {
  const { succeeded, output } = await project.job(file).done
  if (!succeeded) throw new ToolFailed(output)
  return output
}

describe('long work apart from the migrations', () => {
  it.for(present)('$id: migrate refuses before each job, and passes after it; back down again', { timeout: 600_000 }, async tool => {
    const hasEveryKind = isFull || quick.includes(tool.id)
    const it = await example(hasEveryKind ? 'rename-indexed-column' : 'rename-column')
    const [old, fresh] = hasEveryKind ? ['mail', 'email'] : ['name', 'full_name']
    const files = await filesOf(it, tool)
    const jobs = files.filter(({ command }) => command !== undefined)
    expect(jobs.length).toBeGreaterThanOrEqual(hasEveryKind ? 6 : 2)
    const { project, database, close } = await openProject(it.server, it.filled, tool.command)
    try {
      await using(it.server, database, async client => {
        await client.query(
          hasEveryKind
            ? `INSERT INTO users (mail, state) SELECT 'person' || n || '@example.org', 'active' FROM generate_series(1, ${rows}) AS n`
            : `INSERT INTO users (name, email) SELECT 'person ' || n, n || '@example.org' FROM generate_series(1, ${rows}) AS n`,
        )
        const left = async (): Promise<number> =>
          Number((await client.query(`SELECT count(*) FROM users WHERE ${fresh} IS DISTINCT FROM ${old}`)).rows[0].count)
        for (const stage of [1, 2, 3]) {
          await project.add(files.filter(file => file.stage === stage))
          for (const job of jobs.filter(file => file.stage === stage)) {
            await expectRefusal(project)
            await project.recover(files.find(({ unit }) => unit === job.unit))
            if (job === jobs[0]) {
              const before = await left()
              const slow = project.job(job, 1000)
              await until(async () => (await left()) < before)
              slow.kill()
              expect((await slow.done).succeeded).toBe(false)
              await using(it.server, database, endOthers)
              const after = await left()
              expect(after).toBeGreaterThan(0)
              const stopped = project.job(job, 1000)
              await until(async () => (await left()) < after)
              stopped.stop()
              const end = await stopped.done
              expect(end.succeeded).toBe(false)
              await using(it.server, database, endOthers)
              expect(await left()).toBeGreaterThan(0)
            }
            const output = await finish(project, job)
            if (job === jobs[0]) expect(await left()).toBe(0)
            expect(output).not.toContain('ERROR')
          }
          await project.migrate()
        }
        expectSameCatalog(await catalogWithout(client, tool), it.target, 'after the jobs')
        const keys = files.filter(isMigration).flatMap(file => tool.ledger.keyOf(file) ?? [])
        expect(await tool.ledger.applied(client, files.filter(isMigration))).toEqual(keys)
        for (const _ of keys) await project.rollBack()
        const { left: residue, declared } = residuesAfterDown(
          it.plan.stages.flatMap(({ units }) => units),
          it.start,
          await catalogWithout(client, tool),
        )
        expect(residue, 'after going down').toEqual(declared)
      })
    } finally {
      await close()
    }
  })

  it.for(present)('$id: a job that is started too early says so and changes nothing', async tool => {
    const it = await example('rename-indexed-column')
    const files = await filesOf(it, tool)
    const { project, close } = await openProject(it.server, it.filled, tool.command)
    try {
      await project.add(files.filter(({ command, name }) => command !== undefined || !isMigration({ name } as EmittedFile)))
      const { succeeded, output } = await project.job(files.find(({ command }) => command !== undefined)!).done
      expect(succeeded).toBe(false)
      expect(output.replaceAll(/\s+/g, ' ')).toContain('users.email is not there yet. Nothing was changed. Migrate first')
    } finally {
      await close()
    }
  })

  it.for(present)('$id: an empty database, and a few rows, need no job', async tool => {
    const it = await example('rename-indexed-column')
    const files = await filesOf(it, tool)
    for (const template of [it.empty, it.filled]) {
      const { project, database, close } = await openProject(it.server, template, tool.command)
      try {
        await project.add(files)
        await project.migrate()
        await using(it.server, database, async client => expectSameCatalog(await catalogWithout(client, tool), it.target, 'without a job'))
      } finally {
        await close()
      }
    }
  })
})

describe("Alembic's script connects as the project's env.py does, and leaves that before it works", () => {
  const asInitialised: Env = env => env
  const ways: readonly (readonly [string, Version])[] = [
    ['runners take turns by an advisory lock', { ...newest, env: asAdvised }],
    ['env.py begins the transaction itself', { ...newest, env: inItsOwnTransaction }],
    ['an asynchronous driver', { ...newest, driver: 'asyncpg', template: 'async', env: asInitialised }],
  ]
  const isThere = presentOf([alembicTool(newest)]).length > 0
  it.runIf(isThere).for(ways)('%s', async ([, version]) => {
    const it = await example('rename-indexed-column')
    const job = (await filesOf(it, alembicTool(version))).find(({ command }) => command !== undefined)!
    const { project, database, close } = await openProject(it.server, it.filled, openAlembic(version))
    try {
      await project.add([job])
      await using(it.server, database, async client => {
        await client.query('ALTER TABLE users ADD COLUMN email text')
        const running = project.job(job, 400)
        const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM users')
        const isFilled = async (): Promise<boolean> =>
          (await client.query<{ n: number }>('SELECT count(*)::int AS n FROM users WHERE email = mail')).rows[0]!.n === rows[0]!.n
        await until(isFilled)
        const held = await client.query(
          `SELECT FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND locktype = 'advisory'`,
        )
        const idle = await client.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
        )
        expect([held.rowCount, idle.rowCount]).toEqual([0, 0])
        const { succeeded, output } = await running.done
        expect(output).toMatch(/\d+ of \d+ rows of users filled/)
        expect(succeeded).toBe(true)
      })
    } finally {
      await close()
    }
  })
})

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) if (await isSo()) return
  throw new Error('it did not come about')
}

const endOthers = async (client: import('pg').Client): Promise<void> => {
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'lab' AND backend_type = 'client backend'`,
  )
  await sleep(200)
}
