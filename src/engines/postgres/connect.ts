import type { Client } from 'pg'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { parseEngine, supportedMajors } from './versions.ts'

/**
 * Connects, works, and disconnects.
 *
 * @param url `postgres://user@host/database`
 * @param work gets the session, which is in no transaction, and the server's major version
 * @returns what `work` returns; a diagnostic when the server cannot be reached or is of another kind or age
 */
export async function connected<T>(url: string, work: (client: Client, major: number) => Promise<T>): Promise<Result<T>> {
  const { default: pg } = await import('pg')
  if (!/^postgres(ql)?:\/\//.test(url)) {
    return fail(
      error('not-a-database-url', 'The database URL does not start with postgres://', 'Write postgres://user:password@host:5432/database.'),
    )
  }
  const client = new pg.Client({ connectionString: url, application_name: 'lockstep', connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // a lost connection fails the query that runs; nothing else is to be done with it
  try {
    await client.connect()
  } catch (reason) {
    return fail(
      error(
        'cannot-connect',
        `No connection: ${reason instanceof Error ? reason.message : String(reason)}`,
        'Check host, port, user, password and database of --database-url.',
      ),
    )
  }
  try {
    const { rows } = await client.query<{ readonly server_version_num: string }>('SHOW server_version_num')
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000)
    if (!supportedMajors.includes(major)) return parseEngine(major) as Result<never>
    return ok(await work(client, major))
  } finally {
    await client.end()
  }
}
