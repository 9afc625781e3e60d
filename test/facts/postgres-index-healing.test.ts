import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { assertFact } from '../../src/engines/postgres/guards.ts'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import { emptySchema, type Index } from '../../src/model/schema.ts'
import { type Server, startServer } from '../../src/verify/postgres-server.ts'

const table = { name: 'users' }
const index: Index = { name: 'users_email_key', parts: [{ column: 'email' }], unique: true, valid: true }

describe.each([12, 18])('an index that an interrupted build left invalid, on PostgreSQL %i', major => {
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
  let client: pg.Client
  beforeAll(async () => {
    server = await startServer({ major })
    url = await server.createDatabase('healed')
    client = await connect()
  })
  beforeEach(() =>
    client.query(
      `DROP TABLE IF EXISTS users; CREATE TABLE users (id serial, email text, n integer); INSERT INTO users (email) VALUES ('a'), ('b'), ('c')`,
    ),
  )
  afterAll(async () => {
    await Promise.all(clients.map(each => each.end().catch(() => {})))
    await server.stop()
  })

  const statements = (wanted = index) =>
    statementsOf({ kind: 'create-index', table, index: wanted, online: true }, emptySchema, { engine: 'postgres', major, minor: 0 })
  /** As a file of plain SQL does: nothing is tested before, everything is run. */
  const run = async (wanted = index, by = client): Promise<void> => {
    for (const { sql, assertAfter } of statements(wanted)) {
      await by.query(sql)
      if (assertAfter !== undefined)
        await by.query(assertFact({ ...assertAfter, reads: [], scans: false }, `LOCKSTEP: ${assertAfter.otherwise}`))
    }
  }
  const indexes = async () =>
    (
      await client.query(
        `SELECT indexrelid::regclass::text AS name, indisvalid AS valid, indexrelid AS oid FROM pg_index WHERE indrelid = 'users'::regclass ORDER BY 1`,
      )
    ).rows

  it('is replaced after duplicates stopped its build', async () => {
    await client.query(`INSERT INTO users (email) VALUES ('a')`)
    await expect(run()).rejects.toMatchObject({ code: '23505' })
    expect(await indexes()).toMatchObject([{ name: 'users_email_key', valid: false }])
    await client.query(`DELETE FROM users WHERE id = 4`)
    await run()
    expect(await indexes()).toMatchObject([{ name: 'users_email_key', valid: true }])
  })

  it('is replaced, although it still rejects duplicates', async () => {
    const [holder, builder] = await Promise.all([connect(), connect()])
    const {
      rows: [{ pid }],
    } = await builder.query('SELECT pg_backend_pid() AS pid')
    await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1')
    const building = builder.query(statements()[2]!.sql).then(
      () => 'finished',
      (reason: pg.DatabaseError) => reason.code,
    )
    while (
      (await client.query('SELECT FROM pg_index WHERE indisready AND indexrelid = to_regclass($1)', ['users_email_key'])).rowCount === 0
    )
      await sleep(20)
    await client.query('SELECT pg_terminate_backend($1)', [pid])
    expect(await building).toBe('57P01')
    await holder.query('COMMIT')
    expect(await indexes()).toMatchObject([{ name: 'users_email_key', valid: false }])
    await expect(client.query(`INSERT INTO users (email) VALUES ('b')`)).rejects.toMatchObject({ code: '23505' })
    await run()
    expect(await indexes()).toMatchObject([{ name: 'users_email_key', valid: true }])
    await expect(client.query(`INSERT INTO users (email) VALUES ('b')`)).rejects.toMatchObject({ code: '23505' })
  })

  it('is replaced when the healing was interrupted too', async () => {
    await client.query(`INSERT INTO users (email) VALUES ('a')`)
    await expect(run()).rejects.toMatchObject({ code: '23505' })
    await client.query(`DELETE FROM users WHERE id = 4`)
    await client.query(statements()[0]!.sql)
    expect(await indexes()).toMatchObject([{ name: 'users_email_key_lockstep_invalid', valid: false }])
    await run()
    expect(await indexes()).toMatchObject([{ name: 'users_email_key', valid: true }])
  })

  it('is left alone while somebody still builds it', async () => {
    const [holder, builder, healer] = await Promise.all([connect(), connect(), connect()])
    await holder.query('BEGIN; UPDATE users SET n = 1 WHERE id = 1')
    const building = builder.query(statements()[2]!.sql)
    while ((await indexes()).length === 0) await sleep(20)
    const healing = run(index, healer)
    await sleep(300)
    const [{ oid, valid }] = await indexes()
    expect(valid).toBe(false)
    // Nothing waits behind the healing: it holds no lock that reads or writes would mind.
    await client.query(`SET lock_timeout = '1s'; UPDATE users SET n = 2 WHERE id = 2; SELECT * FROM users; RESET lock_timeout`)
    await holder.query('COMMIT')
    await building
    await healing
    expect(await indexes()).toEqual([{ name: 'users_email_key', valid: true, oid }])
  })

  it('is not touched when it is valid, and another one of the name is not taken for it', async () => {
    await run()
    const [{ oid }] = await indexes()
    await run()
    expect((await indexes())[0].oid).toBe(oid)
    for (const other of [
      { ...index, unique: false },
      { ...index, parts: [{ column: 'n' }] },
      { ...index, where: 'n > 3' },
      { ...index, include: ['n'] },
    ]) {
      await expect(run(other)).rejects.toThrow(/LOCKSTEP: index users_email_key of users .* is another one/)
    }
    expect((await indexes())[0].oid).toBe(oid)
  })

  it('has a leftover name that fits, whatever its own', async () => {
    await run({ ...index, name: 'é'.repeat(31) })
    const names = statements({ ...index, name: `${'x'.repeat(62)}1` })[1]!.sql
    expect(names).not.toBe(statements({ ...index, name: `${'x'.repeat(62)}2` })[1]!.sql)
    expect(Buffer.byteLength(/EXISTS (\w+)$/.exec(names)![1]!)).toBeLessThanOrEqual(63)
  })
})
