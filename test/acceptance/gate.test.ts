import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import pg from 'pg'
import type { GateReading } from '../../src/life/gate-reading.ts'
import type { Stage } from '../../src/plan/plan.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { lockstep } from '../cli/terminal.ts'
import { loadExampleInput, makeWorkspace, storePlan, type Planned, type Workspace } from '../life/planned.ts'
import { loadEngine } from '../../src/pipeline.ts'
import { missingPooler, startPooler } from '../scenarios/pooler.ts'
import { build, closeAll, connect, openDatabase, plainOwner, run } from './rehearsal.ts'

const slug = 'rename_users_name_to_full_name'
const onlooker = 'lockstep_onlooker'
const rows = 20_000

const openUrl = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

describe.each([12, 18])('lockstep gate on PostgreSQL %i, as a role that may only read', major => {
  let server: Server
  let workspace: Workspace
  let planned: Planned
  let client: pg.Client
  let url: string

  beforeAll(async () => {
    server = await startServer({ major })
  }, 120_000)
  afterAll(async () => {
    await server?.stop()
  })

  beforeEach(async () => {
    workspace = makeWorkspace()
    const input = await loadExampleInput('rename-column')
    planned = await storePlan(workspace.root, input, { major, written: 2 })
    client = await openDatabase({ server, role: plainOwner })
    await build(client, input.schema, await loadEngine(planned.stored.plan.engine))
    await client.query(`INSERT INTO users (name, email) SELECT 'user ' || n, n || '@shop.test' FROM generate_series(1, ${rows}) AS n`)
    await client.query(
      `DO $$ BEGIN CREATE ROLE ${onlooker} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; WHEN insufficient_privilege THEN NULL; END $$`,
    )
    const admin = await connect(server, client.database!, 'postgres')
    await admin.query(`DO $$ BEGIN IF to_regrole('${onlooker}') IS NULL THEN CREATE ROLE ${onlooker} LOGIN; END IF; END $$`)
    await admin.query('ANALYZE users')
    await client.query(`GRANT SELECT ON users TO ${onlooker}`)
    url = server.url(client.database!, onlooker)
  })
  afterEach(async () => {
    await closeAll()
    workspace.remove()
  })

  const fileOf = (word: string) => planned.files.find(({ name }) => name.includes(word) && name.endsWith('.up.sql'))!
  const read = async (...args: readonly string[]): Promise<{ readonly code: number; readonly reading: GateReading }> => {
    const { code, out, error } = await lockstep('gate', slug, '--database-url', url, '--format', 'json', '--sample', '0', ...args)
    expect(error).toBe('')
    return { code, reading: JSON.parse(out) as GateReading }
  }
  const line = ({ lines }: GateReading, number: number) => lines.find(each => each.number === number)!

  it('does not pass before expand has run, whatever people attest', async () => {
    await lockstep('gate', slug, '--attest', 'all is well', '--by', 'Ann')
    const { code, reading } = await read()
    expect(code).toBe(1)
    expect(line(reading, 1)).toMatchObject({ state: 'open', found: 'not run: add_full_name_to_users: users.full_name is not there' })
    expect(line(reading, 2)).toMatchObject({ state: 'open' })
    expect(line(reading, 3)).toMatchObject({ state: 'holds', attestation: { by: 'Ann' } })
    expect(line(reading, 5)).toMatchObject({ state: 'open', found: 'users.full_name is not there' })
  })

  it('counts what is left of a backfill, passes when it is through, and says so by its exit code', async () => {
    await lockstep('gate', slug, '--attest', 'release 412 is everywhere', '--line', '3,4', '--by', 'Ann')
    await run(client, fileOf('add_full_name_to_users'))
    const before = await read()
    expect(before.code).toBe(1)
    expect(line(before.reading, 1)).toMatchObject({ state: 'holds' })
    expect(line(before.reading, 2)).toMatchObject({ state: 'open', rows })
    expect(line(before.reading, 5)).toMatchObject({ state: 'open', rows, found: `${rows} rows of users lack full_name` })
    expect(before.reading.backfills).toEqual([{ unit: 'backfill_users_full_name', table: 'users', total: rows, left: rows }])

    await client.query(`UPDATE users SET full_name = name WHERE id <= ${rows / 4}`)
    expect(line((await read()).reading, 2)).toMatchObject({ rows: (3 * rows) / 4 })

    await run(client, fileOf('backfill_users_full_name'))
    const unproven = await read()
    expect(unproven.code).toBe(1)
    expect(line(unproven.reading, 2)).toMatchObject({ state: 'open', found: expect.stringContaining('users_full_name_not_null') as string })
    expect(line(unproven.reading, 5)).toMatchObject({ state: 'holds' })

    for (const word of ['add_users_full_name_not_null', 'validate_users_full_name_not_null']) await run(client, fileOf(word))
    const after = await read()
    expect(after.reading.lines.map(({ state }) => state)).toEqual(['holds', 'holds', 'holds', 'holds', 'holds'])
    expect(after).toMatchObject({ code: 0, reading: { passed: true, backfills: [] } })
  })

  it.each([
    [
      'add-unique',
      `INSERT INTO users (email) SELECT 'a' || n % 7 FROM generate_series(1, 17) AS n`,
      { rows: 10, found: '10 rows too many: 7 values of email stand more than once in users' },
    ],
    [
      'add-check',
      'INSERT INTO products (price) SELECT n - 3 FROM generate_series(1, 5) AS n',
      { rows: 2, found: '2 rows of products do not' },
    ],
    ['add-foreign-key', 'INSERT INTO orders (customer_id) VALUES (1), (2)', { rows: 2, found: '2 rows of orders have none' }],
  ])('says how many rows stand in the way of %s', async (example, rows, expected) => {
    const hasProof = ({ gate }: Stage): boolean => gate.some(({ kind }) => kind === 'proved')
    const input = await loadExampleInput(example)
    const { stored } = await storePlan(workspace.root, input, { major, written: 0 })
    const fresh = await openDatabase({ server, role: plainOwner })
    await build(fresh, input.schema, await loadEngine(stored.plan.engine))
    await fresh.query(rows)
    const words = ['--database-url', server.url(fresh.database!, plainOwner), '--format', 'json', '--sample', '0']
    const { code, out } = await lockstep('gate', stored.slug, ...words, '--stage', String(stored.plan.stages.find(hasProof)!.number))
    expect(code).toBe(1)
    expect((JSON.parse(out) as GateReading).lines.find(({ kind }) => kind === 'proved')).toMatchObject({ state: 'open', ...expected })
  })

  it('measures how fast a backfill goes, and says how long it will take', async () => {
    await run(client, fileOf('add_full_name_to_users'))
    const worker = await connect(server, client.database!, plainOwner)
    const state = { isDone: false }
    const working = (async () => {
      for (let from = 0; !state.isDone && from < rows; from += 200) {
        await worker.query(`UPDATE users SET full_name = name WHERE id > ${from} AND id <= ${from + 200}`)
        await sleep(20)
      }
    })()
    const { out } = await lockstep('gate', slug, '--database-url', url, '--sample', '1')
    state.isDone = true
    await working
    expect(out).toMatch(
      /backfill {2}backfill_users_full_name: \d+ % done, [\d,]+ rows of users left, [\d,]+ rows\/s, about \d+ s left, measured over 1\s+s/,
    )
  })

  it('names who makes a migration wait', async () => {
    const [holder, waiter] = [await connect(server, client.database!, plainOwner), await connect(server, client.database!, plainOwner)]
    await holder.query("SET application_name = 'reports'")
    await holder.query('BEGIN; SELECT count(*) FROM users')
    const waiting = waiter.query('ALTER TABLE users ADD COLUMN late integer').catch(() => undefined)
    await sleep(300)
    const { reading } = await read('--stage', '1')
    expect(reading.waiting).toMatchObject([{ waitsFor: [{ pid: (holder as unknown as { processID: number }).processID }] }])
    await holder.query('ROLLBACK')
    await waiting
  })

  it('a role that may not read a table is told so, and the gate does not pass', async () => {
    await run(client, fileOf('add_full_name_to_users'))
    await client.query(`REVOKE SELECT ON users FROM ${onlooker}`)
    const { code, reading } = await read()
    expect(code).toBe(1)
    expect(line(reading, 1)).toMatchObject({ state: 'holds' })
    expect(line(reading, 5)).toMatchObject({ state: 'unanswered', found: 'permission denied for table users' })
  })

  it('does not wait behind a migration that holds the table', async () => {
    await run(client, fileOf('add_full_name_to_users'))
    await client.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE')
    const { reading } = await read()
    expect(line(reading, 5)).toMatchObject({ state: 'unanswered', found: expect.stringContaining('lock timeout') as string })
    await client.query('ROLLBACK')
  })

  it.skipIf(missingPooler !== undefined)(
    'gives the same answers through a pool in transaction mode, and leaves nothing in it',
    async () => {
      await run(client, fileOf('add_full_name_to_users'))
      await client.query(`UPDATE users SET full_name = name WHERE id <= ${rows / 4}`)
      await lockstep('gate', slug, '--attest', 'release 412 is everywhere', '--line', '3,4', '--by', 'Ann')
      const pooler = await startPooler(server, [onlooker])
      const direct = url
      try {
        const straight = await read()
        expect(line(straight.reading, 2)).toMatchObject({ state: 'open', rows: (3 * rows) / 4 })
        url = `postgres://${onlooker}@127.0.0.1:${pooler.port}/${client.database!}`
        expect(await read()).toEqual(straight)
        expect((await read('--sample', '1')).reading.backfills).toMatchObject([{ left: (3 * rows) / 4, measuredFor: 1 }])
        expect(await lockstep('status', '--database-url', url)).toMatchObject({ code: 0, error: '' })
        // As many as the pool has sessions, so that each is seen.
        const others = await Promise.all([1, 2, 3, 4].map(() => openUrl(url)))
        await Promise.all(others.map(other => other.query('BEGIN')))
        for (const other of others) {
          const { rows: settings } = await other.query(
            `SELECT current_setting('transaction_read_only') AS readonly, current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock`,
          )
          expect(settings).toEqual([{ readonly: 'off', statement: '0', lock: '0' }])
          await other.query('COMMIT')
          await other.end()
        }
        await client.query(`REVOKE SELECT ON users FROM ${onlooker}`)
        expect(line((await read()).reading, 5)).toMatchObject({ state: 'unanswered', found: 'permission denied for table users' })
      } finally {
        url = direct
        await pooler.stop()
      }
    },
  )

  it('a server that is not there is a failure, not an open gate', async () => {
    const { code, error } = await lockstep('gate', slug, '--database-url', 'postgres://nobody@127.0.0.1:1/none')
    expect(code).toBe(2)
    expect(error).toContain('cannot-connect')
  })
})
