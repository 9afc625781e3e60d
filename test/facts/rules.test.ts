import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { splitStatements } from '../../src/engines/postgres/sql/split-statements.ts'
import { blockedBy, postgresLockModes, type LockMode } from '../../src/model/effects.ts'
import { keyOf } from '../../src/model/name.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { traceOutsideTransaction, traceTransaction, type Trace } from '../../src/verify/trace.ts'
import { fixture, fixtures, findingsOf, type Fixture } from '../rules/fixture.ts'

async function connectTo(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

/** What a fixture does on a real server, transaction by transaction, as its runner would send it. */
async function run({ file, wrapping }: Fixture, client: pg.Client, connect: () => Promise<pg.Client>): Promise<readonly Trace[]> {
  const statements = splitStatements(file.text)
  if (wrapping !== 'none') return [await traceTransaction(client, statements)]
  const traces: Trace[] = []
  let open: string[] | undefined
  for (const statement of statements) {
    const bare = statement.replaceAll(/^\s*--.*$/gm, '').trim()
    if (/^begin\b/i.test(bare)) open = []
    else if (/^commit\b/i.test(bare)) {
      traces.push(await traceTransaction(client, open ?? []))
      open = undefined
    } else if (open !== undefined) open.push(statement)
    else if (/^set\b/i.test(bare)) await client.query(statement)
    else if (/concurrently|^vacuum/i.test(bare)) traces.push(await traceOutsideTransaction(connect, [statement], []))
    else traces.push(await traceTransaction(client, [statement]))
  }
  return traces
}

const isAtLeast = (mode: LockMode, least: LockMode): boolean => postgresLockModes.indexOf(mode) >= postgresLockModes.indexOf(least)
const isBlocking = (mode: LockMode): boolean => blockedBy(mode).some(blocked => blocked !== 'schema changes')

/** Rules whose harm is not a lock with work, an error or a broken statement of running code, and those another test shows. */
const shownElsewhere = new Set([
  // Below.
  'lock-waits-without-limit',
  'lock-timeout-is-too-long',
  'lock-timeout-cancels-build',
  'statement-timeout-cancels-work',
  'invalid-index-is-kept',
  'half-done-file-cannot-run-again',
  'partition-change-locks-parent',
  'drop-locks-referenced-table',
  'drop-index-blocks-table',
  'name-is-cut-off',
  'commit-ends-transaction-of-runner',
  // Seen by the runner, the application or another server version alone.
  'concurrent-build-waits-for-flyway',
  'concurrent-build-corrupts-index',
  'type-column-turns-on-inheritance',
  'default-change-is-not-seen-by-running-code',
  'one-transaction-for-all-pending',
  'locks-pile-up',
  'unbatched-write-locks-rows',
  'index-is-missing-meanwhile',
  'foreign-key-types-differ',
  'foreign-key-without-index',
  'integer-key-runs-out',
  'sequence-ends-before-its-column',
  'drop-column-takes-indexes-along',
  'down-does-not-restore',
  'cached-plans-fail-once',
  'readers-meet-null',
  'readers-meet-new-enum-value',
  'trigger-runs-on-every-write',
  'no-way-back',
  'opaque-code',
])

describe.each([14, 18])('the rules on PostgreSQL %i', major => {
  let server: Server
  let client: pg.Client
  let connect: () => Promise<pg.Client>
  let databases = 0

  beforeAll(async () => {
    server = await startServer({ major })
    const admin = await connectTo(await server.createDatabase('roles'))
    await admin.query('CREATE ROLE clerk')
    await admin.end()
  }, 60_000)
  afterAll(() => server?.stop())

  beforeEach(async () => {
    await client?.end()
    const url = await server.createDatabase(`rule_${(databases += 1)}`)
    connect = () => connectTo(url)
    client = await connect()
  })
  afterAll(() => client?.end())

  const given = async (rule: string, which: 'bad' | 'good'): Promise<Fixture> => {
    const one = fixture(rule, which)
    await client.query(one.setup)
    await client.query('ANALYZE')
    return one
  }

  /** Why a statement of running code fails; undone whatever it does. */
  const codeOf = async (app: string): Promise<string | undefined> => {
    await client.query('RESET lock_timeout')
    await client.query('BEGIN')
    try {
      for (const statement of splitStatements(app)) await client.query(statement)
      return undefined
    } catch (reason) {
      return (reason as { readonly code?: string }).code ?? String(reason)
    } finally {
      await client.query('ROLLBACK')
    }
  }

  it.each(fixtures.filter(rule => !shownElsewhere.has(rule)))('%s: the bad migration does the harm, the good one does not', async rule => {
    const bad = await given(rule, 'bad')
    const findings = (await findingsOf({ ...bad, engine: `postgres@${major}` })).filter(finding => finding.rule === rule)
    expect(findings).not.toEqual([])
    const isNew = bad.app?.startsWith('-- new code') === true
    if (bad.app !== undefined && !isNew) expect(await codeOf(bad.app), 'the statement works before').toBeUndefined()
    const traces = await run(bad, client, connect)
    const told = findings.flatMap(({ message }) => /\(([0-9A-Z]{5})\)/.exec(message)?.[1] ?? [])
    const raised = traces.flatMap(({ error }) => error?.code ?? [])
    const heavy = findings.flatMap(({ locks }) => locks.filter(({ work }) => work !== 'none'))
    if (raised.length > 0) expect(told, `the server raised ${raised.join()}`).toEqual(expect.arrayContaining(raised))
    else if (heavy.length > 0)
      for (const lock of heavy) {
        const seen = traces.flatMap(({ locks }) => locks).find(one => keyOf(one.relation) === keyOf(lock.relation))
        expect(seen, `a lock on ${keyOf(lock.relation)}`).toBeDefined()
        expect(seen!.work).toBe(lock.work)
        expect(isAtLeast(seen!.mode, lock.mode), `${seen!.mode} is ${lock.mode}`).toBe(true)
      }
    else expect(bad.app, 'something that shows the harm').toBeDefined()
    if (bad.app !== undefined && raised.length === 0) expect(await codeOf(bad.app), 'the statement fails afterwards').toBeDefined()

    // And the other way.
    await client.end()
    const url = await server.createDatabase(`rule_${(databases += 1)}`)
    connect = () => connectTo(url)
    client = await connect()
    const good = await given(rule, 'good')
    const before = new Set((await client.query<{ name: string }>('SELECT relname AS name FROM pg_class')).rows.map(({ name }) => name))
    for (const trace of await run(good, client, connect)) {
      expect(trace.error).toBeUndefined()
      expect(trace.locks.filter(({ relation, mode, work }) => before.has(relation.name) && isBlocking(mode) && work !== 'none')).toEqual([])
    }
    if (good.app !== undefined) expect(await codeOf(good.app), 'the statement works afterwards').toBeUndefined()
  })

  it('lock-waits-without-limit: everybody waits behind the statement, until lock_timeout ends it', async () => {
    await given('lock-waits-without-limit', 'bad')
    const [reader, other] = [await connect(), await connect()]
    await reader.query('BEGIN')
    await reader.query('SELECT count(*) FROM users')
    await other.query("SET statement_timeout = '300ms'")
    const waiting = client.query(fixture('lock-waits-without-limit', 'bad').file.text)
    const isQueued = 'SELECT 1 FROM pg_locks WHERE NOT granted'
    while ((await other.query(isQueued)).rows.length === 0) await sleep(10)
    await expect(other.query('SELECT count(*) FROM users')).rejects.toMatchObject({ code: '57014' })
    await reader.query('ROLLBACK')
    await waiting
    await reader.query('BEGIN')
    await reader.query('SELECT count(*) FROM users')
    const limited = "SET lock_timeout = '100ms'; ALTER TABLE users ADD COLUMN other text"
    await expect(client.query(limited)).rejects.toMatchObject({ code: '55P03' })
    expect((await other.query('SELECT count(*) FROM users')).rows).toHaveLength(1)
    await Promise.all([reader.end(), other.end()])
  })

  it('lock-timeout-cancels-build and invalid-index-is-kept: a short wait leaves an INVALID index, which IF NOT EXISTS takes for good', async () => {
    await given('invalid-index-is-kept', 'bad')
    const isValid = async (): Promise<boolean | undefined> =>
      (await client.query<{ valid: boolean }>("SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('users_email_idx')"))
        .rows[0]?.valid
    const holder = await connect()
    await holder.query('BEGIN')
    await holder.query('UPDATE accounts SET name = name WHERE id = 1')
    await holder.query('DELETE FROM users WHERE id = 1')
    await client.query("SET lock_timeout = '100ms'")
    await expect(client.query('CREATE INDEX CONCURRENTLY users_email_idx ON users (email)')).rejects.toMatchObject({ code: '55P03' })
    await holder.query('ROLLBACK')
    await holder.end()
    expect(await isValid()).toBe(false)
    await client.query('RESET lock_timeout')
    for (const statement of splitStatements(fixture('invalid-index-is-kept', 'bad').file.text)) await client.query(statement)
    expect(await isValid()).toBe(false)
    for (const statement of splitStatements(fixture('invalid-index-is-kept', 'good').file.text)) await client.query(statement)
    expect(await isValid()).toBe(true)
  })

  it('half-done-file-cannot-run-again: what is done stands in the way of the next run', async () => {
    const bad = await given('half-done-file-cannot-run-again', 'bad')
    const [first = ''] = splitStatements(bad.file.text)
    await client.query(first)
    await expect(client.query(first)).rejects.toMatchObject({ code: '42P07' })
  })

  it('commit-ends-transaction-of-runner: what came before stays when the rest fails', async () => {
    const bad = await given('commit-ends-transaction-of-runner', 'bad')
    const columns = async (): Promise<number> =>
      (await client.query("SELECT FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0")).rows.length
    const before = await columns()
    const runAndFail = async (text: string): Promise<void> => {
      await client.query('BEGIN')
      for (const statement of splitStatements(text)) await client.query(statement)
      await expect(client.query('SELECT nonsense')).rejects.toMatchObject({ code: '42703' })
      await client.query('ROLLBACK')
    }
    await runAndFail(fixture('commit-ends-transaction-of-runner', 'good').file.text)
    expect(await columns()).toBe(before)
    await runAndFail(bad.file.text)
    expect(await columns()).toBeGreaterThan(before)
  })

  it.each([
    ['partition-change-locks-parent', 'events'],
    ['drop-locks-referenced-table', 'accounts'],
    ['drop-index-blocks-table', 'users'],
  ])('%s: %s can be neither read nor written', async (rule, table) => {
    const modes = async (which: 'bad' | 'good') =>
      (await run(await given(rule, which), client, connect)).flatMap(({ locks }) =>
        locks.filter(({ relation }) => relation.name === table).map(({ mode }) => mode),
      )
    expect(await modes('bad')).toContain('access exclusive')
    await client.end()
    const url = await server.createDatabase(`rule_${(databases += 1)}`)
    connect = () => connectTo(url)
    client = await connect()
    expect(await modes('good')).not.toContain('access exclusive')
  })

  it('name-is-cut-off: the server keeps what the rule says', async () => {
    const bad = await given('name-is-cut-off', 'bad')
    const [finding] = (await findingsOf(bad)).filter(({ rule }) => rule === 'name-is-cut-off')
    await run(bad, client, connect)
    const { rows } = await client.query<{ name: string }>(
      "SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND conrelid = 'users'::regclass",
    )
    expect(finding?.message).toContain(`becomes ${rows[0]?.name}`)
  })
})
