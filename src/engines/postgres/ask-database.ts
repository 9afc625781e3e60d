import type { Client } from 'pg'
import type { Answer, Ask } from '../../model/answer.ts'
import type { Result } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import { connected } from './connect.ts'
import { readCatalog } from './read-database.ts'

export interface DatabaseSession {
  readonly ask: Ask
  readonly readCatalog: () => Promise<Schema>
}

/** A question waits no longer than this for a migration that holds its table, milliseconds: it must not queue before the application. */
const lockTimeout = 2_000

/**
 * Works with a database without changing it: read-only transactions, one a question, with limits that are local to each,
 * so that it works through a pooler and as a role that may do nothing else.
 *
 * @param timeout longest time a question may take, milliseconds
 */
export const askDatabase = <T>(url: string, { timeout }: { readonly timeout: number }, work: (session: DatabaseSession) => Promise<T>) =>
  connected(url, client => work({ ask: sql => answer(client, sql, timeout), readCatalog: () => readCatalog(client) })) satisfies Promise<
    Result<T>
  >

async function answer(client: Client, sql: string, timeout: number): Promise<Answer> {
  try {
    await client.query('BEGIN READ ONLY')
    await client.query(`SET LOCAL statement_timeout = ${timeout}; SET LOCAL lock_timeout = ${lockTimeout}`)
    const { rows } = await client.query<Record<string, unknown>>(sql)
    await client.query('COMMIT')
    return { rows }
  } catch (reason) {
    if (!(reason instanceof Error && 'code' in reason && typeof reason.code === 'string')) throw reason
    await client.query('ROLLBACK')
    return { unanswered: { code: reason.code, message: reason.message } }
  }
}
