import type { Client } from 'pg'

export interface HeavyWork {
  readonly statement: string
  readonly table: string
  readonly what: string
}

/**
 * Watches one session: a table read, verified, rewritten or indexed by a statement while the session held, before or
 * by that statement, a lock on it that keeps the application out. The server's own DEBUG1 messages name the work;
 * `pg_stat_xact_user_tables` counts the rows read.
 */
export const watchStatement = async (client: Client): Promise<{ after: (statement: string) => Promise<readonly HeavyWork[]>; stop: () => Promise<void> }> => {
  let messages: string[] = []
  const listen = (notice: { message?: string }): void => { messages.push(notice.message ?? '') }
  client.on('notice', listen)
  await client.query(`SET client_min_messages = debug1`)
  let readBefore = new Map<string, number>()

  const blocked = async (): Promise<ReadonlyMap<string, string>> => {
    const { rows } = await client.query<{ name: string; modes: string }>(
      `SELECT c.relname AS name, string_agg(DISTINCT l.mode, ', ') AS modes
       FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
       WHERE l.pid = pg_backend_pid() AND l.granted AND c.relkind IN ('r', 'p', 'm') AND c.relnamespace NOT IN ('pg_catalog'::regnamespace)
         AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
         AND c.relfilenode IS NOT NULL AND EXISTS (SELECT FROM pg_stat_user_tables s WHERE s.relid = c.oid)
       GROUP BY 1`)
    return new Map(rows.map(r => [r.name, r.modes]))
  }
  const reads = async (): Promise<Map<string, number>> => {
    const { rows } = await client.query<{ name: string; read: string }>(`SELECT relname AS name, seq_tup_read AS read FROM pg_stat_xact_user_tables`)
    return new Map(rows.map(r => [r.name, Number(r.read)]))
  }

  return {
    after: async statement => {
      const heard = messages
      messages = []
      const locks = await blocked()
      const readNow = await reads()
      const found: HeavyWork[] = []
      for (const [table, modes] of locks) {
        for (const message of heard.filter(m => /^(rewriting|verifying) table|^validating foreign key|^building index/.test(m) && m.includes(`"${table}"`))) {
          found.push({ statement, table, what: `${message} (${modes})` })
        }
        const rows = (readNow.get(table) ?? 0) - (readBefore.get(table) ?? 0)
        if (rows > 0) found.push({ statement, table, what: `read ${rows} rows (${modes})` })
      }
      readBefore = /^\s*(commit|rollback|end)\b/i.test(statement) ? new Map() : readNow
      messages = []
      return found
    },
    stop: async () => {
      client.off('notice', listen)
      await client.query('RESET client_min_messages')
    },
  }
}
