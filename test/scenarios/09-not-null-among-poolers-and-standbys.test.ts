import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { run, start } from '../conformance/lab/process.ts'
import { sqlTools } from '../conformance/lab/tools/sql.ts'
import { missingPooler, startPooler, type Pooler } from './pooler.ts'
import { openScene, scenario, type Scene } from './scene.ts'
import { startStandby } from './standby.ts'

const psql = sqlTools.find(({ id }) => id === 'psql')!
const loop = join(import.meta.dirname, '../conformance/lab/drivers/psql-loop.sh')
const missing = psql.missing ?? missingPooler

const users = `CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  locale text
);
`
const change = `import { change, sql } from 'lockstep'
import schema from '../schema.ts'

export default change(schema, 'Require users.locale').table('users', t => t.makeRequired('locale', { backfill: sql\`'en'\` }))
`

/** The role has limits, as a careful team gives them: what leaks through a pool is seen by them. */
const ownLimits = '3s 2s'

const combinations = [false, true].flatMap(old => [false, true].flatMap(report => [false, true].map(pooled => ({ old, report, pooled }))))

scenario('users.locale becomes NOT NULL by SQL files and psql, with a role that owns the table and no more', missing, () => {
  let server: Server
  let standby: Server
  let pooler: Pooler
  let scene: Scene
  beforeAll(async () => {
    server = await startServer({ major: 16, settings: { wal_keep_size: '256MB' } })
    await within(new pg.Client({ connectionString: server.url('postgres') }), admin =>
      admin.query(`CREATE ROLE shop LOGIN; ALTER ROLE shop SET statement_timeout = '3s'; ALTER ROLE shop SET lock_timeout = '2s'`),
    )
    standby = await startStandby(server, { max_standby_streaming_delay: '-1', hot_standby_feedback: 'on' })
    pooler = await startPooler(server, ['shop'])
    scene = await openScene(server, psql.command, {
      'migrations/20260901090000_create_users.up.sql': users,
      'migrations/20260901090000_create_users.down.sql': 'DROP TABLE users;\n',
    })
    await scene.query('GRANT CREATE ON SCHEMA public TO shop')
    await migrate(scene.database, server.port)
    await scene.query(`INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 20000) AS n`)
    await scene.lockstep('init', '.', '--engine', 'postgres@16', '--layout', 'pairs', '--ci', 'none')
    scene.commit('The change', { 'lockstep/changes/locale.ts': change })
    const early = await scene.lockstep('generate', 'lockstep/changes/locale.ts')
    expect(early.code).toBe(2)
    expect(early.error).toMatch(
      /its gate is open[^]*Code that always writes users\.locale is deployed everywhere[^]*No migration was written/i,
    )
    // Somebody says so, and in half of what follows is wrong.
    const gate = await scene.lockstep('gate', '--attest', 'the deploy of release 412 is through', '--by', 'Ann')
    expect(gate).toMatchObject({ code: 0, error: '' })
    expect(await scene.lockstep('generate', 'require_users_locale')).toMatchObject({ code: 0, error: '' })
    await scene.pause()
  }, 180_000)
  afterAll(async () => {
    await pooler?.stop()
    await standby?.stop()
    await scene?.close()
    await server?.stop()
  })

  /** The team's loop around psql; what it said, and whether it went through. */
  const migrate = (database: string, port: number) =>
    start({
      command: 'sh',
      args: [loop, 'up'],
      cwd: scene.root,
      env: { PGHOST: '127.0.0.1', PGPORT: String(port), PGDATABASE: database, PGUSER: 'shop' },
    }).done

  it.for(combinations)(
    'old version still there: $old, report on the standby: $report, through a pool in transaction mode: $pooled',
    { timeout: 120_000 },
    async ({ old, report, pooled }) => {
      const database = `not_null_${Number(old)}${Number(report)}${Number(pooled)}`
      await server.createDatabase(database, { template: scene.database })
      const query = (sql: string, url = server.url(database)) =>
        within(new pg.Client({ connectionString: url }), async client => (await client.query<Record<string, unknown>>(sql)).rows)

      const others = await workInPool(database)
      const reading = report ? await openReport(database) : undefined
      const writing = old ? await writeNull(database) : undefined

      if (pooled) {
        const { succeeded, output } = await migrate(database, pooler.port)
        expect(succeeded).toBe(false)
        expect(output).toContain('LOCKSTEP: a pooler stands between')
        expect(output).toContain('Connect to the server directly.')
        expect(await query('SELECT name FROM applied_files')).toHaveLength(1)
      }
      if (writing !== undefined) {
        const { succeeded, output } = await migrate(database, server.port)
        expect(succeeded).toBe(false)
        expect(output).toMatch(/LOCKSTEP: \d+ rows of users still satisfy locale IS NULL|LOCKSTEP GATE: .* rows of users lack locale/)
        expect(await query(`SELECT FROM pg_constraint WHERE conrelid = 'users'::regclass AND contype = 'c'`)).toEqual([])
        expect(await writing.stop(), 'what ended the old version').toContain('canceling statement due to user request')
        // Recorded before the old version wrote once more: run again as the message says.
        const [, file] = /Finish (\S+), then retry/.exec(output) ?? []
        if (file !== undefined) await psqlFile(database, `migrations/${file}.up.sql`)
      }
      const { succeeded, output } = await migrate(database, server.port)
      expect(succeeded, output).toBe(true)
      expect(await query(isRequired)).toEqual([{ attnotnull: true }])
      expect(await query(`SELECT FROM pg_locks WHERE locktype = 'advisory'`)).toEqual([])
      await sleep(100)
      expect([...(await others.stop())], 'limits and failures that others met').toEqual([ownLimits])

      if (reading !== undefined) {
        // It saw its rows as they were, until its end; what waited for it follows.
        expect(await reading.end()).toBe('20000')
        await expect.poll(() => query(isRequired, standby.url(database)), { timeout: 20_000 }).toEqual([{ attnotnull: true }])
      }
      await server.dropDatabase(database)
    },
  )

  it('is told in its plan what a report on a hot standby would hold up, and how to see it', async () => {
    const plan = scene.read('lockstep/plans/require_users_locale/PLAN.md')
    expect(plan).toContain('The connection is direct, not through a pooler in transaction mode')
    expect(plan).toContain('On a hot standby no report reads these tables')
    const [, sql] = /^-- who holds or awaits a lock on users\n([^]*?);\n/m.exec(plan)!
    const reading = await openReport(scene.database)
    await within(new pg.Client({ connectionString: standby.url(scene.database) }), async client =>
      expect((await client.query(sql!)).rows).toContainEqual(
        expect.objectContaining({ application_name: 'report', mode: 'AccessShareLock' }),
      ),
    )
    await reading.end()
  })

  const psqlFile = (database: string, file: string) =>
    run({ command: 'psql', args: ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', server.url(database, 'shop'), '-f', file], cwd: scene.root })

  /** The new version at work through the pool, by the same role: what limits it meets, and what fails. */
  const workInPool = async (database: string): Promise<{ readonly stop: () => Promise<ReadonlySet<string>> }> => {
    const seen = new Set<string>()
    const end = { isOver: false }
    const work = async (): Promise<void> => {
      const client = new pg.Client({ host: '127.0.0.1', port: pooler.port, database, user: 'shop' })
      client.on('error', () => undefined)
      await client.connect()
      while (!end.isOver) {
        const said = await client
          .query<{ limits: string }>(`SELECT current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') AS limits`)
          .then(({ rows }) => rows[0]!.limits, String)
        seen.add(said)
        await client.query(`INSERT INTO users (name, locale) VALUES ('new', 'de')`).catch(reason => seen.add(String(reason)))
        await sleep(5)
      }
      await client.end()
    }
    const workers = Promise.all([work(), work(), work()])
    return {
      stop: async () => {
        end.isOver = true
        await workers
        return seen
      },
    }
  }

  /** The old version at work: rows lose their value again as soon as they are given one. */
  const writeNull = async (database: string): Promise<{ readonly stop: () => Promise<string> }> => {
    const client = new pg.Client({ connectionString: server.url(database), application_name: 'old version' })
    await client.connect()
    const ended = client
      .query('DO $$ BEGIN LOOP UPDATE users SET locale = NULL WHERE id = 1 + floor(random() * 100); COMMIT; END LOOP; END $$')
      .then(String, String)
    return {
      stop: async () => {
        await within(new pg.Client({ connectionString: server.url(database) }), admin =>
          admin.query(
            `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'old version' AND datname = current_database()`,
          ),
        )
        const why = await ended
        await client.end()
        return why
      },
    }
  }

  /** A report on the standby that reads users, and keeps what it saw. */
  const openReport = async (database: string): Promise<{ readonly end: () => Promise<string> }> => {
    await expect
      .poll(() => within(new pg.Client({ connectionString: standby.url(database) }), async () => 'there').catch(String))
      .toBe('there')
    const client = new pg.Client({ connectionString: standby.url(database), application_name: 'report' })
    client.on('error', () => undefined) // ended with its database
    await client.connect()
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await client.query('SELECT FROM users LIMIT 1')
    return {
      end: async () => {
        const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM users WHERE locale IS NULL')
        await client.query('COMMIT')
        await client.end()
        return rows[0]!.count
      },
    }
  }
})

const isRequired = `SELECT attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'locale'`

const within = async <T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
