import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bigint, change, schema, table, text } from 'lockstep'
import type { ChangeInput } from '../../src/pipeline.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { startTraffic, type Load, type Query, type Traffic } from '../../src/verify/traffic.ts'
import { closeAll } from './rehearsal.ts'
import { example, maxStall, noise, report, runUnderTraffic, setUp, type Stage } from './rush.ts'

/** What a client was told is written: the value by row. A row has one writer at a time. */
type Ledger = Map<string, string | null>

interface Renamed {
  readonly input: ChangeInput
  readonly from: string
  readonly to: string
  /** Value of a row whose writer does not name the column; undefined where one must be given. */
  readonly otherwise: string | null | undefined
}

const nicknames = schema({
  users: table({ id: bigint().identity().primaryKey(), nick: text().default('none'), email: text().notNull() }),
})
const remarks = schema({
  users: table({ id: bigint().identity().primaryKey(), nick: text(), email: text().notNull() }),
})

const renamed = async (): Promise<Readonly<Record<string, Renamed>>> => ({
  'a required column': { input: await example('rename-column'), from: 'name', to: 'full_name', otherwise: undefined },
  'a column with a default': {
    input: change(nicknames, 'Rename nick').table('users', t => t.renameColumn('nick', 'alias')) as ChangeInput,
    from: 'nick',
    to: 'alias',
    otherwise: 'none',
  },
  'an optional column': {
    input: change(remarks, 'Rename nick').table('users', t => t.renameColumn('nick', 'alias')) as ChangeInput,
    from: 'nick',
    to: 'alias',
    otherwise: null,
  },
})

/** Writes a row of its own by every way there is, and reads after each what the application expects. */
const application = (name: string, versions: readonly string[], otherwise: Renamed['otherwise'], ledger: Ledger): Load => {
  const mine = new Map<number, string[]>()
  let emails = 0
  const note = async (query: Query, column: string, id: string, value: string | null): Promise<void> => {
    ledger.set(id, value)
    const [row] = await query(`SELECT ${column} AS value FROM users WHERE id = $1`, [id])
    if (row?.['value'] !== value) throw new Error(`wrote ${value} to ${column} of ${id}, read ${String(row?.['value'])}`)
  }
  const insert = async (query: Query, client: number, columns: string, values: string, params: readonly unknown[]): Promise<string> => {
    const [row] = await query(
      `INSERT INTO users (${columns}email) VALUES (${values}'${name}.${(emails += 1)}@shop.test') RETURNING id`,
      params,
    )
    const id = String(row!['id'])
    mine.set(client, [...(mine.get(client) ?? []), id].slice(-30))
    return id
  }
  return {
    name,
    clients: 2,
    perSecond: 25,
    request: async (query, client, round) => {
      const column = versions[round % versions.length]!
      const value = `${name} ${client} ${round}`
      const own = mine.get(client) ?? []
      const last = own[(round * 7) % Math.max(1, own.length)]
      const kind = round % 6
      if (last === undefined || kind === 0) return note(query, column, await insert(query, client, `${column}, `, '$1, ', [value]), value)
      if (kind === 1 && otherwise !== undefined) return note(query, column, await insert(query, client, '', '', []), otherwise)
      if (kind === 2 && otherwise !== undefined)
        return note(query, column, await insert(query, client, `${column}, `, 'DEFAULT, ', []), otherwise)
      if (kind === 3 && otherwise !== undefined) return note(query, column, await insert(query, client, `${column}, `, 'NULL, ', []), null)
      const next = kind === 4 && otherwise !== undefined ? null : value
      await query(`UPDATE users SET ${column} = $1 WHERE id = $2`, [next, last])
      return note(query, column, last, next)
    },
  }
}

const expectPolite = async (stage: Stage, file: Stage['ups'][number], traffic: Traffic, what: string): Promise<void> => {
  const from = performance.now()
  await sleep(400)
  const before = traffic.latency(from)
  const rush = await runUnderTraffic(stage, file, traffic)
  report(`${what}: ${file.name.slice(15)}`, rush, before)
  expect(rush.failure?.message).toBeUndefined()
  expect(rush.stall).toBeLessThanOrEqual(noise * maxStall)
}

const expectKept = async ({ client }: Stage, column: string, ledger: Ledger): Promise<void> => {
  const { rows } = await client.query<{ id: string; value: string | null }>(
    `SELECT id::text AS id, ${column}::text AS value FROM users WHERE id = ANY ($1::bigint[])`,
    [[...ledger.keys()]],
  )
  expect(ledger.size).toBeGreaterThan(20)
  expect(new Map(rows.map(({ id, value }) => [id, value]))).toEqual(ledger)
}

const count = async ({ client }: Stage, condition: string): Promise<number> =>
  Number((await client.query<{ count: string }>(`SELECT count(*) FROM users WHERE ${condition}`)).rows[0]?.count)

describe('PostgreSQL 18', () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major: 18 })
  }, 120_000)
  afterEach(closeAll)
  afterAll(async () => {
    await server?.stop()
  })

  it.each(['a required column', 'a column with a default', 'an optional column'])(
    'renames %s while both versions write: no write is lost, both names agree until the contract',
    async what => {
      const { input, from, to, otherwise } = (await renamed())[what]!
      const stage = await setUp(server, input, [
        `INSERT INTO users (${from}, email) SELECT 'user ' || n, n || '@old.test' FROM generate_series(1, 20000) AS n`,
        ...(otherwise === undefined
          ? []
          : [`INSERT INTO users (${from}, email) SELECT NULL, n || '@null.test' FROM generate_series(1, 500) AS n`]),
      ])
      const contract = stage.ups.at(-1)!
      const [expand, ...migrate] = stage.ups.slice(0, -1)
      const ledger: Ledger = new Map()
      const original = await count(stage, `${from} IS NOT NULL`)

      const old = await startTraffic(stage.url, [application('old', [from], otherwise, ledger)])
      await expectPolite(stage, expand!, old, what)
      const fresh = await startTraffic(stage.url, [application('new', [to], otherwise, ledger)])
      const mixed = await startTraffic(stage.url, [application('both', [from, to, to, from, to], otherwise, ledger)])
      for (const file of migrate) await expectPolite(stage, file, mixed, what)
      await sleep(1000)
      await mixed.stop()
      await old.stop()
      expect(await count(stage, `${from} IS DISTINCT FROM ${to}`)).toBe(0)
      await expectPolite(stage, contract, fresh, what)
      await sleep(500)
      await fresh.stop()

      expect([...old.failures, ...fresh.failures, ...mixed.failures]).toEqual([])
      await expectKept(stage, to, ledger)
      expect(await count(stage, `email LIKE '%@old.test' AND ${to} = 'user ' || split_part(email, '@', 1)`)).toBe(original)
    },
  )

  it('changes the type of a primary key while rows and their children are written: no write is lost, both columns agree until the contract', async () => {
    const stage = await setUp(server, await example('change-primary-key-type'), [
      "INSERT INTO users (email) SELECT n || '@old.test' FROM generate_series(1, 20000) AS n",
      'INSERT INTO orders (user_id) SELECT n FROM generate_series(1, 5000) AS n',
    ])
    const ledger: Ledger = new Map()
    const children = new Map<string, string | null>()
    let explicit = 1_000_000
    const app = (name: string, highest: number): Load => ({
      name,
      clients: 3,
      perSecond: 25,
      request: async (query, client, round) => {
        const email = `${name}.${client}.${round}@shop.test`
        const chosen = (explicit += 1)
        const [row] =
          round % 3 === 0
            ? await query('INSERT INTO users (id, email) VALUES ($1, $2) RETURNING id', [highest + chosen, email])
            : await query(
                round % 3 === 1
                  ? 'INSERT INTO users (email) VALUES ($1) RETURNING id'
                  : 'INSERT INTO users (id, email) VALUES (DEFAULT, $1) RETURNING id',
                [email],
              )
        let id = String(row!['id'])
        ledger.set(id, email)
        if (round % 4 === 0) {
          const [moved] = await query('UPDATE users SET id = id + 500000, email = email WHERE id = $1 RETURNING id', [id])
          ledger.delete(id)
          id = String(moved!['id'])
          ledger.set(id, email)
        }
        await query('BEGIN')
        const [child] = await query('INSERT INTO orders (user_id, note) VALUES ($1, $2) RETURNING id', [id, round % 2 === 0 ? null : email])
        await query("UPDATE users SET email = email || '.kept' WHERE id = $1", [id])
        await query('COMMIT')
        ledger.set(id, `${email}.kept`)
        children.set(String(child!['id']), id)
        const [read] = await query('SELECT u.email FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id = $1', [child!['id']])
        if (read?.['email'] !== `${email}.kept`) throw new Error(`wrote ${email}.kept, read ${String(read?.['email'])}`)
      },
    })
    const [swap, drop] = stage.ups.slice(-2)
    const traffic = await startTraffic(stage.url, [app('application', 0)])
    for (const file of stage.ups.slice(0, -2)) await expectPolite(stage, file, traffic, 'primary key')
    expect(await count(stage, 'id::bigint IS DISTINCT FROM id_new')).toBe(0)
    await expectPolite(stage, swap!, traffic, 'primary key')
    const wide = await startTraffic(stage.url, [app('wide', 5_000_000_000)])
    await sleep(700)
    expect(await count(stage, 'id < 2147483648 AND id_old IS DISTINCT FROM id')).toBe(0)
    await expectPolite(stage, drop!, traffic, 'primary key')
    await sleep(300)
    await Promise.all([traffic.stop(), wide.stop()])

    expect([...traffic.failures, ...wide.failures]).toEqual([])
    await expectKept(stage, 'email', ledger)
    expect(await count(stage, 'id > 5000000000')).toBeGreaterThan(0)
    const { rows } = await stage.client.query<{ id: string; user_id: string }>('SELECT id, user_id FROM orders WHERE id > 5000')
    expect(new Map(rows.map(row => [row.id, row.user_id]))).toEqual(children)
    expect(await count(stage, "email LIKE '%@old.test' AND id::text = split_part(email, '@', 1)")).toBe(20000)
  })
})
