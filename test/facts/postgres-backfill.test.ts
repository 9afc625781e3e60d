import { Entries } from '../../src/model/entries.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobOf } from '../../src/engines/postgres/job.ts'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import { emptySchema, type Schema } from '../../src/model/schema.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'

const table = { name: 't' }
const partitioned: Schema = {
  ...emptySchema,
  tables: Entries.of({
    t: { name: table, columns: [], constraints: [], indexes: [], partitioning: { strategy: 'list', key: 'a', columns: ['a'] } },
  }),
}

describe.each([12, 18])('a backfill on PostgreSQL %i', major => {
  let server: Server
  let url: string
  const clients: pg.Client[] = []
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client(url)
    client.on('error', () => {})
    await client.connect()
    clients.push(client)
    return client
  }
  beforeAll(async () => {
    server = await startServer({ major })
    url = await server.createDatabase('filled')
  })
  afterAll(async () => {
    await Promise.all(clients.map(client => client.end().catch(() => {})))
    await server.stop()
  })

  const backfill = (
    key: readonly string[],
    {
      expression = 'name',
      where = `full_name IS DISTINCT FROM ${expression}`,
      schema = emptySchema,
    }: { expression?: string; where?: string; schema?: Schema } = {},
  ): string =>
    statementsOf({ kind: 'backfill', table, set: [{ column: 'full_name', expression }], where, key }, schema, {
      engine: 'postgres',
      major,
      minor: 0,
    })[0]!.sql
  const count = async (client: pg.Client, where: string): Promise<number> =>
    Number((await client.query(`SELECT count(*) AS n FROM t WHERE ${where}`)).rows[0].n)
  const make = (client: pg.Client, rows: number, columns: string, values: string): Promise<unknown> =>
    client.query(
      `DROP TABLE IF EXISTS t; CREATE TABLE t (${columns}, name text, full_name text); INSERT INTO t SELECT ${values}, 'n' || i, NULL FROM generate_series(1, ${rows}) AS i`,
    )

  it.each([
    ['one column', 'id uuid PRIMARY KEY', 'md5(i::text)::uuid', ['id']],
    [
      'several columns, some descending in their index',
      'a integer, b text COLLATE "C", c boolean',
      `i % 3, 'b' || i % 50, i % 2 = 0`,
      ['a', 'b', 'c'],
    ],
    ['no key', 'a integer', 'i', []],
  ] as const)('fills every row: %s', async (_what, columns, values, key) => {
    const client = await connect()
    await make(client, 12_345, columns, values)
    await client.query(backfill(key))
    expect(await count(client, 'full_name = name')).toBe(12_345)
    expect((await client.query('SHOW lock_timeout')).rows[0].lock_timeout).toBe('0')
    expect((await client.query('SHOW plan_cache_mode')).rows[0].plan_cache_mode).toBe('auto')
  })

  it('walks the pages of all partitions when there is no key', async () => {
    const client = await connect()
    await client.query(`DROP TABLE IF EXISTS t; CREATE TABLE t (a integer, name text, full_name text) PARTITION BY LIST (a);
      CREATE TABLE t_0 PARTITION OF t FOR VALUES IN (0) PARTITION BY LIST (a); CREATE TABLE t_00 PARTITION OF t_0 DEFAULT; CREATE TABLE t_1 PARTITION OF t DEFAULT;
      INSERT INTO t SELECT (i < 9000)::integer, 'n' || i FROM generate_series(1, 10000) AS i`)
    await client.query(backfill([], { schema: partitioned }))
    expect(await count(client, 'full_name = name')).toBe(10_000)
  })

  it('does nothing to an empty table, at once', async () => {
    const client = await connect()
    await make(client, 0, 'id integer PRIMARY KEY', 'i')
    await client.query(backfill(['id']))
    await client.query(backfill([]))
  })

  describe('as a job of its own', () => {
    const job = (key: readonly string[]) =>
      jobOf(
        { kind: 'backfill', table, set: [{ column: 'full_name', expression: 'name' }], where: 'full_name IS DISTINCT FROM name', key },
        { engine: 'postgres', major, minor: 0 },
      )!
    const state = async (client: pg.Client): Promise<{ readonly through?: true; readonly filled: number; readonly total: number }> =>
      JSON.parse((await client.query(`SELECT current_setting('lockstep.state') AS state`)).rows[0].state)

    it.each([
      ['by a key', 'id uuid PRIMARY KEY', 'md5(i::text)::uuid', ['id']],
      ['by several columns', 'a integer, b text COLLATE "C", c boolean', `i % 3, 'b''"\\' || i % 50, i % 2 = 0`, ['a', 'b', 'c']],
      ['by pages', 'a integer', 'i', []],
    ] as const)('goes on slice by slice from the place the last one came to: %s', async (_what, columns, values, key) => {
      const client = await connect()
      const rows = 60_000
      await make(client, rows, columns, values)
      await client.query("SET lockstep.slice_ms = 20; SET lockstep.pause_ms = 1; SET lockstep.state = ''")
      let slices = 0
      let filled = 0
      for (;;) {
        await client.query(job(key).batches!)
        slices += 1
        const now = await state(client)
        expect(now.total).toBe(rows)
        expect(now.filled).toBeGreaterThanOrEqual(filled)
        filled = now.filled
        if (now.through === true) break
      }
      expect(slices).toBeGreaterThan(2)
      expect(filled).toBe(rows)
      expect(await count(client, 'full_name = name')).toBe(rows)
      expect((await client.query(`SELECT ${job(key).through} AS through, ${job(key).ready} AS ready`)).rows[0]).toEqual({
        through: true,
        ready: true,
      })
    })

    it.each([
      ['by a key', 'id integer PRIMARY KEY', ['id']],
      ['by pages', 'id integer', []],
    ] as const)('does a batch in each slice, however short it is: %s', async (_what, columns, key) => {
      const client = await connect()
      await make(client, 20_000, columns, 'i')
      await client.query("SET lockstep.slice_ms = 0.001; SET lockstep.pause_ms = 0; SET lockstep.state = ''")
      let filled = 0
      for (let slices = 0; slices < 2000 && (await count(client, 'full_name IS NULL')) > 0; slices += 1) {
        await client.query(job(key).batches!)
        const now = (await state(client)).filled
        expect(now).toBeGreaterThan(filled)
        filled = now
      }
      expect(filled).toBe(20_000)
    })

    it('is through in one call without slices, walks all partitions, and says how far it is', async () => {
      const client = await connect()
      await client.query(`DROP TABLE IF EXISTS t; CREATE TABLE t (a integer, name text, full_name text) PARTITION BY LIST (a);
        CREATE TABLE t_0 PARTITION OF t FOR VALUES IN (0) PARTITION BY LIST (a); CREATE TABLE t_00 PARTITION OF t_0 DEFAULT; CREATE TABLE t_1 PARTITION OF t DEFAULT;
        INSERT INTO t SELECT (i < 9000)::integer, 'n' || i FROM generate_series(1, 10000) AS i`)
      const notices: string[] = []
      client.on('notice', ({ message }) => void notices.push(message ?? ''))
      await client.query('SET lockstep.pause_ms = 2600')
      await client.query(job([]).batches!)
      expect(await count(client, 'full_name = name')).toBe(10_000)
      expect(notices.join('\n')).toMatch(/^\d+ of 10000 rows of t filled, \d+ rows\/s, \d+ s left$/m)
      expect((await client.query(`SELECT ${job([]).mayBeAtOnce} AS few`)).rows[0].few).toBe(false)
    })

    it('is done at once where there are few rows, and leaves a full table alone', async () => {
      const client = await connect()
      for (const rows of [0, 1000, 1001]) {
        await make(client, rows, 'id integer PRIMARY KEY', 'i')
        expect((await client.query(`SELECT ${job(['id']).mayBeAtOnce} AS few`)).rows[0].few).toBe(rows <= 1000)
        for (const { sql } of job(['id']).atOnce) await client.query(sql)
        expect(await count(client, 'full_name = name')).toBe(rows <= 1000 ? rows : 0)
      }
    })
  })

  it('keeps what it did when it is killed, and goes on from there', async () => {
    const client = await connect()
    await make(client, 40_000, 'id integer PRIMARY KEY', 'i')
    const victim = await connect()
    const {
      rows: [{ pid }],
    } = await victim.query('SELECT pg_backend_pid() AS pid')
    const died = victim.query(backfill(['id'])).then(
      () => 'finished',
      (reason: pg.DatabaseError) => reason.code,
    )
    let done = 0
    while (done < 3000) {
      await sleep(2)
      done = await count(client, 'full_name IS NOT NULL')
    }
    await client.query('SELECT pg_terminate_backend($1)', [pid])
    expect(await died).toBe('57P01')
    const kept = await count(client, 'full_name = name')
    expect(kept).toBeGreaterThanOrEqual(3000)
    expect(kept).toBeLessThan(40_000)
    await client.query(backfill(['id']))
    expect(await count(client, 'full_name = name')).toBe(40_000)
  })

  it('gives way to the application, and gets through when that is done', async () => {
    const client = await connect()
    await make(client, 3000, 'id integer PRIMARY KEY', 'i')
    const application = await connect()
    await application.query('BEGIN; UPDATE t SET name = name WHERE id = 1500')
    const filling = client.query(backfill(['id']))
    await sleep(700)
    const started = performance.now()
    // The backfill wants row 1500 and has locked rows before it at times; the application waits for no longer than that.
    for (let id = 1490; id < 1500; id += 1) await application.query('UPDATE t SET name = name WHERE id = $1', [id])
    expect(performance.now() - started).toBeLessThan(900)
    await application.query('COMMIT')
    await filling
    expect(await count(application, 'full_name = name')).toBe(3000)
  })

  it('says how many rows it cannot fill', async () => {
    const client = await connect()
    await make(client, 20, 'id integer PRIMARY KEY', 'i')
    await client.query('UPDATE t SET name = NULL WHERE id > 17')
    await expect(client.query(backfill(['id'], { where: 'full_name IS NULL' }))).rejects.toThrow(
      'LOCKSTEP: 3 rows of t still satisfy full_name IS NULL after 3 passes',
    )
  })

  describe.each([
    ['by a key', 'id integer PRIMARY KEY', 'i', ['id'], /\bid: 111, 222, 333, 444, .*, 2220, …\./],
    [
      'by several columns',
      'a integer, b text COLLATE "C", PRIMARY KEY (a, b)',
      `i, 'b' || i`,
      ['a', 'b'],
      /\(a, b\): \(111, b111\), \(222, b222\), .*, \(2220, b2220\), …\./,
    ],
    ['by pages', 'a integer', 'i', [], /ctid: t\(0,111\), .*, …\./],
  ] as const)('with rows that do not fit, %s', (_what, columns, values, key, keys) => {
    const expression = '(name::jsonb)::text'
    const spoil = (client: pg.Client): Promise<unknown> =>
      client.query(`UPDATE t SET name = CASE substr(name, 2)::int % 111 WHEN 0 THEN 'secret' ELSE '{"n":1}' END`)

    it('fills all others, says how many and which, and goes on with what is corrected', async () => {
      const client = await connect()
      await make(client, 12_345, columns, values)
      await spoil(client)
      await client.query('VACUUM FULL t')
      const stopped: pg.DatabaseError = await client.query(backfill(key, { expression })).then(
        () => expect.unreachable('it went through'),
        (reason: pg.DatabaseError) => reason,
      )
      expect(stopped.message).toMatch(/^LOCKSTEP: 111 rows of t do not fit full_name = \(name::jsonb\)::text \(SQLSTATE 22P02\), /)
      expect(stopped.message).toMatch(keys)
      expect(stopped.message).toContain('All other rows are filled, and stay so.')
      expect(JSON.stringify({ ...stopped, message: stopped.message })).not.toContain('secret')
      expect(await count(client, 'full_name IS NULL')).toBe(111)
      await client.query(`UPDATE t SET name = '"corrected"' WHERE name = 'secret'`)
      await client.query(backfill(key, { expression }))
      expect(await count(client, `full_name = ${expression}`)).toBe(12_345)
    })

    it('does the same slice by slice', async () => {
      const client = await connect()
      await make(client, 3000, columns, values)
      await spoil(client)
      await client.query("SET lockstep.slice_ms = 0.001; SET lockstep.pause_ms = 0; SET lockstep.state = ''")
      const { batches } = jobOf(
        { kind: 'backfill', table, set: [{ column: 'full_name', expression }], where: `full_name IS DISTINCT FROM ${expression}`, key },
        { engine: 'postgres', major, minor: 0 },
      )!
      let slices = 0
      const run = async (): Promise<void> => {
        for (; slices < 3000; slices += 1) await client.query(batches!)
      }
      await expect(run()).rejects.toThrow(/^LOCKSTEP: 27 rows of t do not fit/)
      expect(slices).toBeGreaterThan(3)
      expect(await count(client, 'full_name IS NULL')).toBe(27)
    })
  })

  it('looks no further where a thousand rows do not fit, and locks none of them for long', async () => {
    const client = await connect()
    await make(client, 20_000, 'id integer PRIMARY KEY', 'i')
    const began = performance.now()
    await expect(client.query(backfill(['id'], { expression: 'name::int::text' }))).rejects.toThrow(
      /^LOCKSTEP: at least 1000 rows of t do not fit/,
    )
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('takes no column for one of its variables', async () => {
    const client = await connect()
    const names = [
      'batch',
      'more',
      'tried',
      'changed',
      'started',
      'took',
      'first_key',
      'last_key',
      'found',
      'pass',
      'loop',
      'if',
      'we"ird',
      'select',
      'page',
      'low',
      'one',
      'singly',
      'refused',
      'here',
      'keys',
      'unfit',
      'code',
    ]
    await client.query(`DROP TABLE IF EXISTS t; CREATE TABLE t (${names.map(name => `"${name.replaceAll('"', '""')}" integer NOT NULL DEFAULT 7`).join(', ')}, name text, full_name text, PRIMARY KEY ("loop", "first_key"));
      INSERT INTO t (first_key, last_key, name) SELECT i, -i, 'n' || i FROM generate_series(1, 3000) AS i`)
    for (const key of [['loop', 'first_key'], []]) {
      await client.query('UPDATE t SET full_name = NULL')
      const [{ sql }] = statementsOf(
        {
          kind: 'backfill',
          table,
          set: [{ column: 'full_name', expression: `name || batch || "loop" || "we""ird"` }],
          where: 'full_name IS NULL AND more = 7 AND found = 7',
          key,
        },
        emptySchema,
        { engine: 'postgres', major, minor: 0 },
      ) as [{ sql: string }]
      await client.query(sql)
      expect(await count(client, `full_name = name || '777'`)).toBe(3000)
    }
  })

  it('refuses to run inside a transaction, where it could not commit its batches', async () => {
    const client = await connect()
    await make(client, 20, 'id integer PRIMARY KEY', 'i')
    await client.query('BEGIN')
    await expect(client.query(backfill(['id']))).rejects.toMatchObject({ code: '2D000' })
    await client.query('ROLLBACK')
    expect(await count(client, 'full_name IS NULL')).toBe(20)
  })
})
