import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, it } from 'vitest'
import { statementsOf } from '../../src/engines/postgres/sql.ts'
import { emptySchema } from '../../src/model/schema.ts'
import { startServer } from '../../src/verify/postgres-server.ts'

it.each([14, 18])('an interrupted concurrent detach is finished by a repetition, on PostgreSQL %i', async major => {
  const server = await startServer({ major })
  const url = await server.createDatabase('detached')
  const [client, reader, worker] = [new pg.Client(url), new pg.Client(url), new pg.Client(url)]
  try {
    for (const each of [client, reader, worker]) {
      each.on('error', () => {})
      await each.connect()
    }
    await client.query(
      `CREATE TABLE events (id integer, at date) PARTITION BY RANGE (at); CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01'); INSERT INTO events VALUES (1, '2025-05-05')`,
    )
    const statements = statementsOf(
      { kind: 'detach-partition', table: { name: 'events_1' }, partitionOf: { parent: { name: 'events' }, bounds: '' }, online: true },
      emptySchema,
      { engine: 'postgres', major, minor: 9 },
    )
    const isPending = async () =>
      (await client.query(`SELECT inhdetachpending AS pending FROM pg_inherits WHERE inhrelid = 'events_1'::regclass`)).rows
    const {
      rows: [{ pid }],
    } = await worker.query('SELECT pg_backend_pid() AS pid')

    await reader.query('BEGIN; SELECT * FROM events')
    const detaching = worker.query(statements.at(-1)!.sql).then(
      () => 'finished',
      (reason: pg.DatabaseError) => reason.code,
    )
    while (!(await isPending())[0]?.pending) await sleep(20)
    await client.query('SELECT pg_terminate_backend($1)', [pid])
    expect(await detaching).toBe('57P01')
    await reader.query('COMMIT')
    expect(await isPending()).toEqual([{ pending: true }])

    for (const { sql, doneWhen } of statements) {
      if ((await client.query(`SELECT (${doneWhen}) AS done`)).rows[0].done !== true) await client.query(sql)
    }
    expect(await isPending()).toEqual([])
    expect((await client.query('SELECT * FROM events')).rows).toEqual([])
    expect((await client.query('SELECT id FROM events_1')).rows).toEqual([{ id: 1 }])
  } finally {
    await Promise.all([client, reader, worker].map(each => each.end().catch(() => {})))
    await server.stop()
  }
})
