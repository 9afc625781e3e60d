import { execFile } from 'node:child_process'
import { chownSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { account } from '../../src/verify/postgres-binaries.ts'
import { startServer, type Server } from '../../src/verify/postgres-server.ts'

const run = promisify(execFile)

/**
 * A hot standby that streams from a server of PostgreSQL 15 or newer, begun from a copy of its running data folder.
 *
 * @param settings of the standby, such as `max_standby_streaming_delay`
 */
export const startStandby = (primary: Server, settings: Readonly<Record<string, string>>): Promise<Server> =>
  startServer({
    major: primary.major,
    settings: { ...settings, primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres application_name=standby` },
    fill: data => copyRunning(primary, data),
  })

async function copyRunning(primary: Server, data: string): Promise<void> {
  const client = new pg.Client({ connectionString: primary.url('postgres') })
  await client.connect()
  try {
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
    await client.query(`SELECT pg_backup_start('standby', true)`)
    await run('cp', ['-R', '-p', rows[0]!.data_directory, data])
    const stopped = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)')
    rmSync(join(data, 'postmaster.pid'))
    for (const [name, content] of Object.entries({ backup_label: stopped.rows[0]!.labelfile, 'standby.signal': '' })) {
      writeFileSync(join(data, name), content)
      if (account.uid !== undefined) chownSync(join(data, name), account.uid, account.gid)
    }
  } finally {
    await client.end()
  }
}
