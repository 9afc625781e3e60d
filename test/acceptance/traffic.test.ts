import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { politeLock } from '../../src/engines/postgres/polite-lock.ts'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { FileFailed } from '../../src/verify/run-file.ts'
import { startTraffic, type Load, type Query, type Traffic } from '../../src/verify/traffic.ts'
import { catalog, closeAll, connect, expectSameCatalog, run } from './rehearsal.ts'
import { example, fileNamed, maxStall, noise, report, runUnderTraffic, session, setUp, type Rush, type Stage } from './rush.ts'

const accounts = ["INSERT INTO users (email) SELECT n || '@shop.test' FROM generate_series(1, 2000) AS n"]
const people = ["INSERT INTO users (name, email) SELECT 'user ' || n, n || '@shop.test' FROM generate_series(1, 2000) AS n"]
const trade = [
  "INSERT INTO customers (name) SELECT 'customer ' || n FROM generate_series(1, 500) AS n",
  'INSERT INTO orders (customer_id) SELECT 1 + n % 500 FROM generate_series(1, 2000) AS n',
]

/** What every client was told is written, by its row. */
type Ledger = Map<number, string>

const readers: Load = {
  name: 'reader',
  clients: 3,
  perSecond: 60,
  request: async (query, client, round) => {
    await query('SELECT id, email FROM users WHERE id = $1', [1 + ((client * 700 + round) % 2000)])
  },
}

/** Each client has rows of its own, so that what it wrote last is what must stand there. */
const writers = (ledger: Ledger): Load => ({
  name: 'writer',
  clients: 2,
  perSecond: 40,
  request: async (query, client, round) => {
    const id = 1 + client * 1000 + (round % 50)
    const email = `${client}.${round}@shop.test`
    await query('UPDATE users SET email = $1 WHERE id = $2', [email, id])
    ledger.set(id, email)
  },
})

/** A report that keeps the table for seconds, then lets go for a moment. */
const slowReader = (table: string): Load => ({
  name: 'reports',
  clients: 1,
  perSecond: 20,
  isMeasured: false,
  request: async (query, _client, round) => {
    await query('BEGIN')
    await query(`SELECT count(*) FROM ${table}`)
    await query(`SELECT pg_sleep(${[1.5, 3.5, 2.2][round % 3]})`)
    await query('COMMIT')
    await sleep(250)
  },
})

const expectKept = async (client: pg.Client, ledger: Ledger): Promise<void> => {
  const { rows } = await client.query<{ id: string; email: string }>('SELECT id, email FROM users WHERE id = ANY ($1)', [
    [...ledger.keys()],
  ])
  expect(ledger.size).toBeGreaterThan(0)
  expect(new Map(rows.map(({ id, email }) => [Number(id), email]))).toEqual(ledger)
}

/** Half a second at least without the file, to compare with. */
const settle = async (traffic: Traffic, seconds = 1) => {
  const from = performance.now()
  await sleep(1000 * seconds)
  return traffic.latency(from)
}

const expectPolite = (rush: Rush): void => {
  expect(rush.stall, 'milliseconds somebody waited for the file').toBeLessThanOrEqual(noise * maxStall)
}

/** A file with the frozen text in the place of its own head. */
const byFrozenCode = (file: EmittedFile, table: string): EmittedFile => {
  const asked = JSON.stringify({ tables: [{ name: table, mode: 'ACCESS EXCLUSIVE' }], within: maxStall, patience: 10 })
  const content = file.content.replace(
    /^DO \$lockstep\$\nDECLARE give_up[^]*?^\$lockstep\$;/m,
    () => `SELECT set_config('lockstep.asked', '${asked}', true);\n\n${politeLock};`,
  )
  expect(content).toContain('lockstep.asked')
  return { ...file, content }
}

const messageOf = (rush: Rush): string => rush.failure?.reason.message ?? 'the file went through'

const rushThrough = async (stage: Stage, files: Stage['ups'], traffic: Traffic, what: string): Promise<void> => {
  const before = await settle(traffic)
  for (const file of files) {
    const rush = await runUnderTraffic(stage, file, traffic)
    report(`${what}: ${file.name.slice(15)}`, rush, before)
    expect(messageOf(rush)).toBe('the file went through')
    expectPolite(rush)
  }
}

describe.each((process.env.LOCKSTEP_MAJORS ?? '12 18').split(' ').map(Number))('PostgreSQL %i', major => {
  const isNewest = major === 18
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major, settings: { autovacuum_naptime: '1s' } })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  it('one table, readers, writers and a slow reader: goes through, and nobody waits long or fails', async () => {
    const stage = await setUp(server, await example('add-unique'), accounts)
    const ledger: Ledger = new Map()
    const traffic = await startTraffic(stage.url, [readers, writers(ledger), slowReader('users')])
    await rushThrough(stage, stage.ups, traffic, `${major} slow reader`)
    await rushThrough(stage, stage.downs, traffic, `${major} slow reader`)
    await traffic.stop()
    expect(traffic.failures).toEqual([])
    await expectKept(stage.client, ledger)
  })

  it('the same with the code that a repository keeps once for all its locks', async () => {
    const stage = await setUp(server, await example('add-unique'), accounts)
    const traffic = await startTraffic(stage.url, [readers, slowReader('users')])
    const file = byFrozenCode(fileNamed(stage.ups, 'add_users'), 'users')
    await rushThrough(
      stage,
      [
        ...stage.ups.slice(
          0,
          stage.ups.findIndex(({ name }) => name === file.name),
        ),
        file,
      ],
      traffic,
      `${major} frozen code`,
    )
    await traffic.stop()
    expect(traffic.failures).toEqual([])
  })

  it.runIf(isNewest)('the usual way, a lock_timeout of 2 s, does make requests wait: the measurement is able to fail', async () => {
    const stage = await setUp(server, await example('add-unique'), accounts)
    const traffic = await startTraffic(stage.url, [readers, slowReader('users')])
    const before = await settle(traffic, 0.5)
    const content = "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN note text;"
    const rush = await runUnderTraffic(stage, { ...stage.ups[0]!, name: 'usual', content }, traffic)
    report('usual way, for comparison', rush, before)
    await traffic.stop()
    expect(rush.stall).toBeGreaterThan(noise * maxStall)
  })

  it.runIf(isNewest)('two tables, used in both orders: no deadlock for the application, no lost write', async () => {
    const stage = await setUp(server, await example('add-foreign-key'), trade)
    const written = { customers: new Map<number, string>(), orders: new Map<number, number>() }
    const inTransaction = async (query: Query, ...statements: readonly (() => Promise<unknown>)[]): Promise<void> => {
      await query('BEGIN')
      for (const statement of statements) await statement()
      await query('COMMIT')
    }
    const both = (name: string, first: 'customers' | 'orders', offset: number): Load => ({
      name,
      clients: 2,
      perSecond: 25,
      request: async (query, client, round) => {
        const id = 1 + offset + client * 100 + (round % 20)
        const label = `${name} ${client} ${round}`
        const parent = () => query('UPDATE customers SET name = $1 WHERE id = $2', [label, id])
        const child = () => query('UPDATE orders SET customer_id = $2 WHERE id = $1', [id, id])
        await inTransaction(query, ...(first === 'customers' ? [parent, child] : [child, parent]))
        written.customers.set(id, label)
        written.orders.set(id, id)
      },
    })
    let inserted = 0
    const inserts: Load = {
      name: 'inserts',
      clients: 1,
      perSecond: 20,
      request: async (query, _client, round) => {
        await inTransaction(
          query,
          () => query('INSERT INTO orders (customer_id) VALUES ($1)', [1 + (round % 500)]),
          () => query('SELECT name FROM customers WHERE id = $1', [1 + (round % 500)]),
        )
        inserted += 1
      },
    }
    const traffic = await startTraffic(stage.url, [both('parent first', 'customers', 0), both('child first', 'orders', 200), inserts])
    for (let round = 0; round < 2; round += 1) {
      await rushThrough(stage, stage.ups, traffic, 'both orders, up')
      await rushThrough(stage, stage.downs, traffic, 'both orders, down')
    }
    await traffic.stop()
    expect(traffic.failures).toEqual([])
    const { rows: customers } = await stage.client.query<{ id: string; name: string }>(
      'SELECT id, name FROM customers WHERE id = ANY ($1)',
      [[...written.customers.keys()]],
    )
    expect(new Map(customers.map(c => [Number(c.id), c.name]))).toEqual(written.customers)
    const { rows: orders } = await stage.client.query<{ id: string; customer_id: string }>(
      'SELECT id, customer_id FROM orders WHERE id = ANY ($1)',
      [[...written.orders.keys()]],
    )
    expect(new Map(orders.map(o => [Number(o.id), Number(o.customer_id)]))).toEqual(written.orders)
    expect(Number((await stage.client.query<{ count: string }>('SELECT count(*) FROM orders')).rows[0]?.count)).toBe(2000 + inserted)
  })

  it('a session idle in a transaction: waits for it without making others wait, and goes through when it is gone', async () => {
    const stage = await setUp(server, await example('rename-column'), people)
    const traffic = await startTraffic(stage.url, [readers])
    const idle = await session(stage)
    await idle.query('BEGIN')
    await idle.query('UPDATE users SET email = email WHERE id = 1999')
    const gone = sleep(3000).then(() => idle.query('COMMIT'))
    await rushThrough(stage, [fileNamed(stage.ups, 'add_full_name_to_users')], traffic, `${major} idle for 3 s`)
    await gone
    await traffic.stop()
    expect(traffic.failures).toEqual([])
  })

  it.runIf(isNewest)('a running VACUUM, which yields to nobody: waits until it is through', async () => {
    const stage = await setUp(server, await example('rename-column'), people)
    const traffic = await startTraffic(stage.url, [readers])
    const vacuum = await session(stage)
    await vacuum.query('SET vacuum_cost_delay = 100')
    await vacuum.query('SET vacuum_cost_limit = 1')
    let isRunning = true
    const through = vacuum.query('VACUUM (DISABLE_PAGE_SKIPPING) users').then(() => {
      isRunning = false
    })
    await waitFor(stage, "SELECT FROM pg_stat_progress_vacuum WHERE relid = 'users'::regclass", 'VACUUM')
    await rushThrough(stage, [fileNamed(stage.ups, 'add_full_name_to_users')], traffic, 'VACUUM')
    expect(isRunning).toBe(false)
    await through
    await traffic.stop()
    expect(traffic.failures).toEqual([])
  })

  it.runIf(isNewest)('a running autovacuum: it yields', async () => {
    const stage = await setUp(server, await example('rename-column'), people)
    await stage.client.query(
      'ALTER TABLE users SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0)',
    )
    await stage.client.query("UPDATE users SET email = 'x' || email")
    await waitFor(
      stage,
      "SELECT FROM pg_stat_progress_vacuum JOIN pg_stat_activity USING (pid) WHERE relid = 'users'::regclass AND backend_type = 'autovacuum worker'",
      'autovacuum',
    )
    const traffic = await startTraffic(stage.url, [readers])
    await rushThrough(stage, [fileNamed(stage.ups, 'add_full_name_to_users')], traffic, 'autovacuum')
    await traffic.stop()
    expect(traffic.failures).toEqual([])
    expect(server.log()).toMatch(
      new RegExp(`canceling autovacuum task\\n[^\\n]*\\n?\\s*automatic vacuum of table "${stage.database}.public.users"`),
    )
    expect((await catalog(stage.client)).tables.get('users')?.columns.map(({ name }) => name)).toContain('full_name')
  })

  it.runIf(isNewest).each([
    {
      what: 'a session idle in a transaction',
      names: (pid: number) => new RegExp(`pid ${pid} \\(nightly export, idle in transaction, 00:0\\d:\\d\\d\\)`),
      prepared: false,
    },
    { what: 'a prepared transaction', names: () => /waiting for users: a prepared transaction\. Traffic/, prepared: true },
  ])(
    '$what that never ends: stops within its patience, names it, and has changed nothing; goes through afterwards',
    async ({ names, prepared }) => {
      const stage = await setUp(server, await example('rename-column'), people)
      const file = fileNamed(stage.ups, 'add_full_name_to_users')
      const start = await catalog(stage.client)
      const traffic = await startTraffic(stage.url, [readers])
      const blocker = await session(stage)
      await blocker.query("SET application_name = 'nightly export'")
      const pid = (await blocker.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid
      await blocker.query('BEGIN')
      await blocker.query("UPDATE users SET email = 'kept@shop.test' WHERE id = 1999")
      if (prepared) await blocker.query("PREPARE TRANSACTION 'nightly'")
      const before = await settle(traffic)
      const rush = await runUnderTraffic(stage, file, traffic)
      report(prepared ? 'prepared transaction' : 'idle for ever', rush, before)
      expect(rush.failure?.reason.code).toBe('55P03')
      expect(messageOf(rush)).toMatch(names(pid))
      expect(messageOf(rush)).toMatch(/^LOCKSTEP: gave up after 10 s waiting for users: .*nothing was changed/)
      expect(rush.seconds).toBeLessThan(15)
      expectPolite(rush)
      expectSameCatalog(await catalog(stage.client), start, 'after giving up')
      await blocker.query(prepared ? "COMMIT PREPARED 'nightly'" : 'COMMIT')
      expect(messageOf(await runUnderTraffic(stage, file, traffic))).toBe('the file went through')
      await traffic.stop()
      expect(traffic.failures).toEqual([])
      expect((await stage.client.query('SELECT email FROM users WHERE id = 1999')).rows).toEqual([{ email: 'kept@shop.test' }])
    },
  )

  it.runIf(isNewest).each(['rename-column', 'add-unique', 'add-foreign-key', 'change-primary-key-type'])(
    'two pods run the files of %s at once: each is done once, and nothing is half done',
    async name => {
      const rows = {
        'rename-column': people,
        'add-unique': accounts,
        'add-foreign-key': trade,
        'change-primary-key-type': [...accounts, 'INSERT INTO orders (user_id) SELECT n FROM generate_series(1, 500) AS n'],
      }[name]!
      const [together, alone] = [await setUp(server, await example(name), rows), await setUp(server, await example(name), rows)]
      const pods = await Promise.all([session(together), session(together)])
      for (const file of together.ups) {
        const outcomes = await Promise.allSettled(pods.map(pod => run(pod, file)))
        const stopped = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
        process.stdout.write(stopped.map(reason => `  pods, ${name}: ${String(reason).split('\n')[0]}\n`).join(''))
        // Two concurrent builds wait for each other's snapshot, and what the loser leaves is an invalid index: the next run heals it.
        const isBuild = file.content.includes('CONCURRENTLY')
        expect(stopped.length, file.name).toBeLessThanOrEqual(isBuild ? 2 : 0)
        for (const reason of stopped)
          expect(
            reason instanceof FileFailed &&
              (reason.reason.code === '40P01' || /^LOCKSTEP: index .* is not valid/.test(reason.reason.message)),
            String(reason),
          ).toBe(true)
        if (stopped.length > 0) await run(pods[0], file)
        await run(alone.client, file)
        expectSameCatalog(await catalog(together.client), await catalog(alone.client), file.name)
      }
    },
  )
})

/** Asked by a superuser: an autovacuum is shown to nobody else. */
const waitFor = async ({ server, database }: Stage, query: string, what: string): Promise<void> => {
  const client = await connect(server, database, 'postgres')
  const deadline = Date.now() + 30_000
  while ((await client.query(query)).rowCount === 0) {
    if (Date.now() > deadline) throw new Error(`${what} did not start`)
    await sleep(50)
  }
}
