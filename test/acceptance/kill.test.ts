import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import type { Schema } from '../../src/model/schema.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'
import { FileFailed, runFile, splitStatements } from '../../src/verify/run-file.ts'
import { build, catalog, contents, expectSameCatalog, prepare, type Rehearsal } from './rehearsal.ts'
import { example, fileNamed } from './rush.ts'

const major = 18
const rows: Readonly<Record<string, readonly string[]>> = {
  'rename-column': ["INSERT INTO users (name, email) SELECT 'user ' || n, n || '@shop.test' FROM generate_series(1, 50) AS n"],
  'add-unique': ["INSERT INTO users (email) SELECT n || '@shop.test' FROM generate_series(1, 50) AS n"],
  'add-foreign-key': [
    "INSERT INTO customers (name) SELECT 'customer ' || n FROM generate_series(1, 20) AS n",
    'INSERT INTO orders (customer_id) SELECT 1 + n % 20 FROM generate_series(1, 50) AS n',
  ],
  'change-primary-key-type': [
    "INSERT INTO users (email) SELECT n || '@shop.test' FROM generate_series(1, 50) AS n",
    'INSERT INTO orders (user_id) SELECT n FROM generate_series(1, 50) AS n',
  ],
}

describe(`PostgreSQL ${major}`, () => {
  let server: Server
  beforeAll(async () => {
    server = await startServer({ major })
  }, 120_000)
  afterAll(async () => {
    await server?.stop()
  })

  /** A session whose end from outside is expected. */
  const connect = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: server.url(database) })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const using = async <T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = await connect(database)
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
  const pidOf = async (client: pg.Client): Promise<number> =>
    (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid
  const terminate = (pid: number): Promise<void> =>
    using('postgres', async admin => {
      await admin.query('SELECT pg_terminate_backend($1)', [pid])
      await until(
        async () => (await admin.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rowCount === 0,
        'the end of the session',
      )
    })
  const run = (client: pg.Client, file: EmittedFile): Promise<void> => runFile(client, file.name, file.content)

  interface State {
    readonly schema: Schema
    readonly rows: Readonly<Record<string, readonly string[]>>
  }
  const stateOf = async (client: pg.Client, { engine, plan }: Rehearsal): Promise<State> => {
    const schema = await catalog(client)
    return { schema, rows: await contents(client, schema, engine, plan) }
  }
  const expectSame = (actual: State, expected: State, when: string): void => {
    expectSameCatalog(actual.schema, expected.schema, when)
    expect(actual.rows, when).toEqual(expected.rows)
  }

  let databases = 0
  const copyOf = async (template?: string): Promise<string> => {
    const name = `kill_${(databases += 1)}`
    await server.createDatabase(name, template === undefined ? {} : { template })
    return name
  }
  const started = async (name: string, filling = rows[name]!): Promise<{ readonly rehearsal: Rehearsal; readonly database: string }> => {
    const input = await example(name)
    const rehearsal = await prepare(input, major)
    const database = await copyOf()
    await using(database, async client => {
      await build(client, input.schema, rehearsal.engine)
      for (const sql of filling) await client.query(sql)
    })
    return { rehearsal, database }
  }

  it.each(Object.keys(rows))(
    '%s, up and down: a session killed after any statement, or a crash of the server, and the file run again comes to the same end',
    async name => {
      const { rehearsal, database } = await started(name)
      let before = database
      let start = await using(database, client => stateOf(client, rehearsal))
      let kills = 0
      let crashes = 0
      const stops: string[] = []
      for (const file of [...rehearsal.ups, ...rehearsal.downs]) {
        const undisturbed = await copyOf(before)
        const expected = await using(undisturbed, async client => {
          await run(client, file)
          return stateOf(client, rehearsal)
        })
        const statements = await splitStatements(file.content)
        for (const { positions, isUntouched } of killPoints(statements)) {
          const killed = await copyOf(before)
          for (const position of positions) {
            const victim = await connect(killed)
            const pid = await pidOf(victim)
            for (const statement of statements.slice(0, position + 1)) await victim.query(statement)
            const isCrash = kills % 9 === 4
            await (isCrash ? server.crash() : terminate(pid))
            kills += 1
            crashes += Number(isCrash)
          }
          const where = `${file.name}, killed after statements ${positions.map(position => position + 1).join(', ')} of ${statements.length}`
          await using(killed, async client => {
            if (isUntouched) expectSame(await stateOf(client, rehearsal), start, where)
            const isFinishedWayBack =
              rehearsal.downs.includes(file) && statements.some(isConcurrent) && positions.includes(statements.length - 1)
            await run(client, file).catch((reason: unknown) => {
              // The whole way back was gone: the columns it builds indexes on are no more, and no block can hold a concurrent build. It may stop; it may not change anything.
              if (!isFinishedWayBack || !(reason instanceof FileFailed)) throw reason
              stops.push(file.name)
            })
            expectSame(await stateOf(client, rehearsal), expected, `${where}, and run again`)
          })
        }
        start = expected
        before = undisturbed
      }
      process.stdout.write(
        `  ${name}: ${kills} kill points, ${crashes} of them crashes of the server${stops.map(file => `; ${file}, when it has run, stops at once if run again`).join('')}\n`,
      )
      expect(stops.length).toBeLessThanOrEqual(name === 'change-primary-key-type' ? 1 : 0)
      expect(crashes).toBeGreaterThan(0)
    },
    240_000,
  )

  /** Runs the file until `isThere`, ends it in the way told, lets go of what held it up, and runs it again. */
  const interrupt = async (
    name: string,
    part: string,
    how: 'killed' | 'crashed',
    filling: readonly string[],
    hold: (client: pg.Client) => Promise<unknown>,
    isThere: (watch: pg.Client, pid: number) => Promise<boolean>,
  ): Promise<{ readonly left: State; readonly before: State }> => {
    const { rehearsal, database } = await started(name, filling)
    const file = fileNamed(rehearsal.ups, part)
    const earlier = rehearsal.ups.slice(0, rehearsal.ups.indexOf(file))
    const before = await using(database, async client => {
      for (const one of earlier) await run(client, one)
      return stateOf(client, rehearsal)
    })
    const undisturbed = await copyOf(database)
    const expected = await using(undisturbed, async client => {
      await run(client, file)
      return stateOf(client, rehearsal)
    })
    const holder = await connect(database)
    await hold(holder)
    const victim = await connect(database)
    const pid = await pidOf(victim)
    const running = run(victim, file).then(
      () => 'it went through',
      () => 'it was cut off',
    )
    await using(database, watch => until(() => isThere(watch, pid), `the middle of ${file.name}`))
    await (how === 'crashed' ? server.crash() : terminate(pid))
    expect(await running).toBe('it was cut off')
    await holder.end()
    return using(database, async client => {
      const left = await stateOf(client, rehearsal)
      await run(client, file)
      expectSame(await stateOf(client, rehearsal), expected, file.name)
      await run(client, file)
      expectSame(await stateOf(client, rehearsal), expected, `${file.name} once more`)
      return { left, before }
    })
  }
  const many = ["INSERT INTO users (name, email) SELECT 'user ' || n, n || '@shop.test' FROM generate_series(1, 20000) AS n"]
  const accounts = ["INSERT INTO users (email) SELECT n || '@shop.test' FROM generate_series(1, 5000) AS n"]

  it.each(['killed', 'crashed'] as const)('a backfill %s half way keeps what is filled and goes on from there', async how => {
    const filled = async (client: pg.Client): Promise<number> =>
      Number((await client.query<{ count: string }>('SELECT count(*) FROM users WHERE full_name IS NOT NULL')).rows[0]?.count)
    const { left } = await interrupt(
      'rename-column',
      'backfill',
      how,
      many,
      async client => {
        await client.query('BEGIN')
        await client.query('UPDATE users SET email = email WHERE id = 15000')
      },
      async watch => (await filled(watch)) > 1000,
    )
    const done = left.rows['users']!.filter(row => !row.includes('"full_name":null')).length
    expect(done).toBeGreaterThan(1000)
    expect(done).toBeLessThan(20000)
  })

  it.each([
    { how: 'killed', holds: 'a writer', isolation: 'READ COMMITTED', sql: 'UPDATE users SET email = email WHERE id = 1' },
    { how: 'killed', holds: 'an old snapshot', isolation: 'REPEATABLE READ', sql: 'SELECT count(*) FROM pg_class' },
    { how: 'crashed', holds: 'an old snapshot', isolation: 'REPEATABLE READ', sql: 'SELECT count(*) FROM pg_class' },
  ] as const)(
    'a concurrent build $how while it waits for $holds leaves an invalid index, which the next run heals',
    async ({ how, isolation, sql }) => {
      const { left } = await interrupt(
        'add-unique',
        'create_users_email_key',
        how,
        accounts,
        async client => {
          await client.query(`BEGIN ISOLATION LEVEL ${isolation}`)
          await client.query(sql)
        },
        async (watch, pid) =>
          (await watch.query("SELECT FROM pg_stat_progress_create_index WHERE pid = $1 AND phase LIKE 'waiting for %'", [pid])).rowCount ===
          1,
      )
      expect(JSON.stringify(left.schema.tables.get('users')?.indexes)).toContain('users_email_key')
    },
  )

  it.each(['killed', 'crashed'] as const)('a file %s while it waits for its lock has changed nothing', async how => {
    const { left, before } = await interrupt(
      'rename-column',
      'add_full_name',
      how,
      rows['rename-column']!,
      async client => {
        await client.query('BEGIN')
        await client.query('LOCK TABLE users IN ACCESS SHARE MODE')
      },
      async (watch, pid) =>
        (
          await watch.query(
            "SELECT FROM pg_locks WHERE pid = $1 AND mode = 'ShareUpdateExclusiveLock' AND granted AND relation = 'users'::regclass",
            [pid],
          )
        ).rowCount === 1,
    )
    expectSame(left, before, 'after the kill')
  })
})

/**
 * The points after each statement. Those within one transaction need one database: a kill leaves what there was before
 * the transaction. In the first transaction of a file that is what there was before the file.
 */
const killPoints = (statements: readonly string[]): readonly { readonly positions: readonly number[]; readonly isUntouched: boolean }[] => {
  const points: { positions: number[]; isUntouched: boolean }[] = []
  let isOpen = false
  for (const [position, statement] of statements.entries()) {
    const isFirst = /^BEGIN$/i.test(statement)
    if (isOpen && !/^COMMIT$/i.test(statement)) points.at(-1)!.positions.push(position)
    else points.push({ positions: [position], isUntouched: isFirst && position === 0 })
    isOpen = isFirst || (isOpen && !/^COMMIT$/i.test(statement))
  }
  return points
}

const isConcurrent = (statement: string): boolean => /\bCONCURRENTLY\b/.test(statement)

const until = async (isSo: () => Promise<boolean>, what: string): Promise<void> => {
  const deadline = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come`)
    await sleep(20)
  }
}
