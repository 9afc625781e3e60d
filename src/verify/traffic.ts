import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Sends one statement on the client's own session and returns its rows; fails as the application's would. */
export type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

/** What one kind of client does, again and again: one statement, or a transaction of several. */
export interface Load {
  /** Stands in the report, and as the sessions' `application_name`. */
  readonly name: string
  readonly clients: number
  /** Requests per second each client aims at; a request that takes longer delays the next one. */
  readonly perSecond: number
  /**
   * @param client counts from 0 within the load
   * @param round counts from 0 within the client
   */
  readonly request: (query: Query, client: number, round: number) => Promise<void>
  /** A statement that is slow on purpose says nothing about stalls. On unless told. */
  readonly isMeasured?: boolean
}

/** A statement that was sent and answered; times are milliseconds of `performance.now()`. */
export interface Answer {
  readonly load: string
  readonly sql: string
  readonly sent: number
  readonly took: number
}

/** A statement, or the check of an answer, that failed. */
export interface Failure {
  readonly load: string
  readonly sql: string
  /** SQLSTATE; absent where the server did not speak. */
  readonly code?: string
  readonly message: string
}

/** Latencies in milliseconds. */
export interface Latency {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export interface Traffic {
  /** Latency of the measured statements that were under way between two times; all that were answered when left out. */
  latency(from?: number, to?: number): Latency
  readonly failures: readonly Failure[]
  /** Lets every client finish its request, and ends the sessions of the named loads, or of all. */
  stop(...loads: readonly string[]): Promise<void>
}

/**
 * Runs an application's statements from several sessions at a steady rate and records how long each took.
 * A failed request ends its transaction and is recorded; the client goes on with the next one.
 *
 * @param url of the database
 */
export const startTraffic = async (url: string, loads: readonly Load[]): Promise<Traffic> => {
  const answers: Answer[] = []
  const failures: Failure[] = []
  const running: { readonly load: string; readonly stop: () => Promise<void> }[] = []
  for (const load of loads) {
    for (let client = 0; client < load.clients; client += 1)
      running.push({ load: load.name, stop: await startClient(url, load, client, answers, failures) })
  }
  return {
    failures,
    latency: (from = -Infinity, to = Infinity) =>
      latencyOf(answers.filter(({ sent, took }) => sent + took >= from && sent <= to).map(({ took }) => took)),
    stop: async (...names) => {
      const ending = running.filter(({ load }) => names.length === 0 || names.includes(load))
      for (const one of ending) running.splice(running.indexOf(one), 1)
      await Promise.all(ending.map(({ stop }) => stop()))
    },
  }
}

const startClient = async (
  url: string,
  load: Load,
  client: number,
  answers: Answer[],
  failures: Failure[],
): Promise<() => Promise<void>> => {
  const session = new pg.Client({ connectionString: url, application_name: load.name })
  await session.connect()
  let last = ''
  // A session that is cut says so here and at the next statement; the statement is what is recorded.
  session.on('error', () => undefined)
  const query: Query = async (sql, values) => {
    last = sql
    const sent = performance.now()
    const { rows } = await session.query<Record<string, unknown>>(sql, values === undefined ? undefined : [...values])
    if (load.isMeasured !== false) answers.push({ load: load.name, sql, sent, took: performance.now() - sent })
    return rows
  }
  const stopping = new AbortController()
  const pause = 1000 / load.perSecond
  const work = async (): Promise<void> => {
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      const began = performance.now()
      try {
        await load.request(query, client, round)
      } catch (reason) {
        const { code, message } = reason as Error & { code?: string }
        failures.push({ load: load.name, sql: last, message, ...(code === undefined ? {} : { code }) })
        await session.query('ROLLBACK').catch(() => stopping.abort()) // nobody is there any more
      }
      await sleep(Math.max(0, began + pause - performance.now()), undefined, { signal: stopping.signal }).catch(() => undefined) // stopped meanwhile
    }
  }
  const done = work()
  return async () => {
    stopping.abort()
    await done
    await session.end()
  }
}

const latencyOf = (times: readonly number[]): Latency => {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 }
}

/** How long a session made others wait: the server's own view, which a busy machine does not blur as it does latencies. */
export interface Stalls {
  /** Milliseconds of the longest wait seen so far; a wait is seen to `interval` more or less. */
  readonly longest: () => number
  readonly stop: () => Promise<void>
}

/**
 * Watches who waits for a lock that a session holds or asks for.
 *
 * @param blocker pid of the session that is watched
 * @param interval milliseconds between two looks
 */
export const watchStalls = async (url: string, blocker: number, interval = 10): Promise<Stalls> => {
  const session = new pg.Client({ connectionString: url, application_name: 'stall watch' })
  await session.connect()
  let longest = 0
  const stopping = new AbortController()
  const look = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { rows } = await session.query<{ waited: string | null }>(
        `SELECT max(1000 * extract(epoch FROM clock_timestamp() - query_start)) AS waited FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND backend_type = 'client backend' AND $1 = ANY (pg_blocking_pids(pid))`,
        [blocker],
      )
      longest = Math.max(longest, Number(rows[0]?.waited ?? 0))
      await sleep(interval)
    }
  }
  const looking = look()
  return {
    longest: () => longest,
    stop: async () => {
      stopping.abort()
      await looking
      await session.end()
    },
  }
}
