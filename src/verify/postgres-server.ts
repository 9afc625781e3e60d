import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { account, type Binaries, findBinaries, ServerUnavailable } from './postgres-binaries.ts'
import { makeDataFolder } from './postgres-data.ts'

export interface ServerOptions {
  /** PostgreSQL major version, 12 to 18. */
  readonly major: number
  /** A folder with `bin/postgres`, or a package with it under `native/`. Default: the cache, an installed package, the system's. */
  readonly binariesDir?: string
  /** Server settings on top of the ones below, e.g. `{ log_lock_waits: 'on' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Makes the data folder, where it is not a fresh one: a copy of another server's. */
  readonly fill?: (data: string) => Promise<void>
}

/** A private server on 127.0.0.1 with trust authentication; nothing of it outlives the process. */
export interface Server {
  readonly major: number
  readonly port: number
  /** Connection string; the user is `postgres` unless named. */
  url(database: string, user?: string): string
  /** @returns the connection string of the new database */
  createDatabase(name: string, options?: { readonly owner?: string; readonly template?: string }): Promise<string>
  /** Ends the database's sessions and drops it. */
  dropDatabase(name: string): Promise<void>
  /** Crashes the server (no checkpoint, sessions cut) and starts it again on the same port and data. */
  crash(): Promise<void>
  /** What the server logged so far. */
  log(): string
  /** Stops the server and removes its files. May be called twice. */
  stop(): Promise<void>
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // A crash of the server process loses nothing without fsync; only a crash of the machine would.
  fsync: 'off',
  shared_buffers: '32MB',
  max_connections: '60',
  max_prepared_transactions: '5',
  // Publications are part of what is verified.
  wal_level: 'logical',
  timezone: 'UTC',
}

const startPatience = 30_000
const stopPatience = 10_000

/**
 * Starts a private PostgreSQL from binaries on this machine.
 *
 * @throws {ServerUnavailable} when no binaries of that major are found, or the server does not come up; with the server's own words
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const binaries = findBinaries(options.major, options.binariesDir)
  const folder = mkdtempSync(join(tmpdir(), `lockstep-pg${options.major}-`))
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid)
  const guard = guardFolder(folder)
  try {
    const data = join(folder, 'data')
    await (options.fill === undefined ? makeDataFolder(binaries, data) : options.fill(data))
    for (let tries = 3; ; tries -= 1) {
      const port = await freePort()
      const start = () => launch(binaries, folder, { ...settings, ...options.settings, port: String(port) })
      try {
        return serverOf(options.major, port, folder, guard, start, await start())
      } catch (reason) {
        // Somebody else may take the port between our look and the server's.
        if (tries === 1 || !/could not bind/.test(String(reason))) throw reason
      }
    }
  } catch (reason) {
    guard.stdin?.end()
    throw reason
  }
}

function serverOf(
  major: number,
  port: number,
  folder: string,
  guard: ChildProcess,
  start: () => Promise<ChildProcess>,
  first: ChildProcess,
): Server {
  let postgres: ChildProcess | undefined = first
  const url = (database: string, user = 'postgres') =>
    `postgresql://${encodeURIComponent(user)}@127.0.0.1:${port}/${encodeURIComponent(database)}`
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

  async function administer(...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: url('postgres'), application_name: 'lockstep administration' })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }

  return {
    major,
    port,
    url,
    async createDatabase(name, { owner, template } = {}) {
      await administer(
        `CREATE DATABASE ${quote(name)}` +
          (owner === undefined ? '' : ` OWNER ${quote(owner)}`) +
          (template === undefined ? '' : ` TEMPLATE ${quote(template)}`) +
          // Copying the files is three times as fast as the newer default, which writes them to the WAL; measured on 18.
          (major >= 15 ? ' STRATEGY file_copy' : ''),
      )
      return url(name)
    },
    async dropDatabase(name) {
      // WITH (FORCE) came with 13; this does the same on every version.
      await administer(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name.replaceAll("'", "''")}'`,
        `DROP DATABASE IF EXISTS ${quote(name)}`,
      )
    },
    async crash() {
      if (postgres !== undefined) await end(postgres, 'SIGQUIT')
      postgres = undefined
      postgres = await start()
    },
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
    async stop() {
      if (postgres !== undefined) await end(postgres, 'SIGINT')
      postgres = undefined
      guard.stdin?.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function launch({ bin, major }: Binaries, folder: string, chosen: Record<string, string>): Promise<ChildProcess> {
  const data = join(folder, 'data')
  const log = openSync(join(folder, 'log'), 'a')
  const postgres = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // A group of its own: Ctrl-C in the terminal is for us, and we end the server in order.
    { ...account, cwd: folder, env: { LC_ALL: 'C' }, detached: true, stdio: ['ignore', log, log] },
  )
  closeSync(log)
  let failure: string | undefined
  postgres.once('error', reason => {
    failure = reason.message
  })
  postgres.once('exit', () => {
    failure ??= readFileSync(join(folder, 'log'), 'utf8').trim()
  })
  postgres.unref()

  const deadline = Date.now() + startPatience
  while (!isReady(data, postgres.pid)) {
    if (failure !== undefined) throw new ServerUnavailable(`PostgreSQL ${major} did not start: ${failure}`)
    if (Date.now() > deadline) {
      await end(postgres, 'SIGQUIT')
      throw new ServerUnavailable(
        `PostgreSQL ${major} was not ready after ${startPatience / 1000} s: ${readFileSync(join(folder, 'log'), 'utf8').trim()}`,
      )
    }
    await sleep(5)
  }
  return postgres
}

/** The postmaster writes its state on line 8 of its lock file, its pid on line 1 (a crash leaves the old file behind). */
function isReady(data: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

async function end(postgres: ChildProcess, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (postgres.exitCode !== null || postgres.signalCode !== null) return
  const exited = new Promise(resolve => postgres.once('exit', resolve))
  postgres.ref()
  postgres.kill(signal)
  const quit = setTimeout(() => postgres.kill('SIGQUIT'), stopPatience)
  await exited
  clearTimeout(quit)
}

/**
 * Ends the server and removes its folder when this process is gone, however it went, SIGKILL included:
 * a small shell waits for its input to close, which the system does with the last breath of its parent.
 */
function guardFolder(folder: string): ChildProcess {
  const script =
    'cat > /dev/null; read -r pid < "$1/data/postmaster.pid" && kill -QUIT "$pid" && for _ in $(seq 100); do kill -0 "$pid" || break; sleep 0.1; done; rm -rf "$1"'
  const guard = spawn('/bin/sh', ['-c', script, 'lockstep-guard', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  })
  guard.unref()
  // The pipe must not keep this process alive; closing is all that is ever done with it.
  ;(guard.stdin as unknown as { unref(): void }).unref()
  return guard
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
