import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { account } from '../../src/verify/postgres-binaries.ts'
import type { Server } from '../../src/verify/postgres-server.ts'

const command = '/usr/sbin/pgbouncer'

/** Why there is no pooler here, and how to get it; nothing where there is. */
export const missingPooler = existsSync(command) ? undefined : 'pgbouncer is not there: node scripts/lab.mjs debian'

export interface Pooler {
  readonly port: number
  /** Ends it and its sessions. */
  readonly stop: () => Promise<void>
}

/**
 * PgBouncer before a server, in transaction mode: who is between two transactions has no session of their own.
 *
 * @param users roles it lets in
 */
export async function startPooler(server: Server, users: readonly string[]): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-pgbouncer-'))
  const port = await freePort()
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=127.0.0.1 port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${folder}/users.txt
pool_mode = transaction
default_pool_size = 4
logfile = ${folder}/log
pidfile = ${folder}/pid
`,
  )
  writeFileSync(join(folder, 'users.txt'), users.map(user => `"${user}" ""\n`).join(''))
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid)
  const pgbouncer = spawn(command, ['-q', join(folder, 'pgbouncer.ini')], { ...account, stdio: 'ignore' })
  const ended = new Promise<void>(resolve => pgbouncer.once('exit', () => resolve()))
  for (let tries = 0; !existsSync(join(folder, 'pid')); tries += 1) {
    if (tries === 200 || pgbouncer.exitCode !== null)
      throw new Error(`PgBouncer did not start: ${existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : ''}`)
    await sleep(25)
  }
  return {
    port,
    stop: async () => {
      pgbouncer.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
