import type { Client } from 'pg'

export interface HeavyWork {
  readonly statement: string
  readonly table: string
  readonly what: string
}

/**
 * Watches one session: a table read, verified, rewritten or indexed by a statement while the session held, before or
 * by that statement, a lock on it that keeps the application out. The server's own DEBUG1 messages name the work;
 * `pg_stat_xact_user_tables` counts the rows read. A table made by the transaction itself keeps nobody out.
 */
export const watchStatement = async (
  client: Client,
): Promise<{ after: (statement: string) => Promise<readonly HeavyWork[]>; stop: () => Promise<void> }> => {
  let messages: string[] = []
  const listen = (notice: { message?: string }): void => {
    messages.push(notice.message ?? '')
  }
  client.on('notice', listen)
  await client.query(`SET client_min_messages = debug1`)
  let readBefore = new Map<string, number>()

  const tables = async (): Promise<ReadonlySet<string>> => {
    const { rows } = await client.query<{ id: string }>(`SELECT oid::text AS id FROM pg_class WHERE relkind IN ('r', 'p', 'm')`)
    return new Set(rows.map(r => r.id))
  }
  let committed = await tables()

  const blocked = async (): Promise<readonly { readonly id: string; readonly name: string; readonly modes: string }[]> => {
    const { rows } = await client.query<{ id: string; name: string; modes: string }>(
      `SELECT c.oid::text AS id, c.relname AS name, string_agg(DISTINCT l.mode, ', ') AS modes
       FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
       WHERE l.pid = pg_backend_pid() AND l.granted AND c.relkind IN ('r', 'p', 'm') AND c.relnamespace NOT IN ('pg_catalog'::regnamespace)
         AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
         AND c.relfilenode IS NOT NULL AND EXISTS (SELECT FROM pg_stat_user_tables s WHERE s.relid = c.oid)
       GROUP BY 1, 2`,
    )
    return rows.filter(r => committed.has(r.id))
  }
  const reads = async (): Promise<Map<string, number>> => {
    const { rows } = await client.query<{ id: string; read: string }>(
      `SELECT relid::text AS id, seq_tup_read AS read FROM pg_stat_xact_user_tables`,
    )
    return new Map(rows.map(r => [r.id, Number(r.read)]))
  }

  return {
    after: async statement => {
      const heard = messages
      messages = []
      const locks = await blocked()
      const readNow = await reads()
      const found: HeavyWork[] = []
      for (const { id, name: table, modes } of locks) {
        for (const message of heard.filter(
          m => /^(rewriting|verifying) table|^validating foreign key|^building index/.test(m) && m.includes(`"${table}"`),
        )) {
          found.push({ statement, table, what: `${message} (${modes})` })
        }
        const rows = (readNow.get(id) ?? 0) - (readBefore.get(id) ?? 0)
        if (rows > 0) found.push({ statement, table, what: `read ${rows} rows (${modes})` })
      }
      const ends = /^\s*(commit|rollback|end)\b/i.test(statement)
      readBefore = ends ? new Map() : readNow
      if (ends) committed = await tables()
      messages = []
      return found
    },
    stop: async () => {
      client.off('notice', listen)
      await client.query('RESET client_min_messages')
    },
  }
}
