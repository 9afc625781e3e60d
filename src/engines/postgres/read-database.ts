import type { Client } from 'pg'
import type { Result } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import { connected } from './connect.ts'
import { introspect } from './introspect.ts'
import { readStatistics, type MeasuredTable, type StatisticsOptions } from './statistics.ts'

/**
 * Connects, reads the catalog in one read-only snapshot, and disconnects.
 *
 * @param url `postgres://user@host/database`
 * @returns the schema; a diagnostic when the server cannot be reached or is of another kind or age
 */
export const readDatabase = (url: string): Promise<Result<Schema>> => connected(url, readCatalog)

/**
 * Connects, reads the sizes and write rates of all tables from the server's statistics, and disconnects. The session is
 * read only.
 */
export const readDatabaseStatistics = (url: string, options: StatisticsOptions): Promise<Result<readonly MeasuredTable[]>> =>
  connected(url, async client => {
    await client.query("SET default_transaction_read_only = on; SET lock_timeout = '1s'")
    return readStatistics(sql => client.query(sql).then(({ rows }) => rows as Record<string, unknown>[]), options)
  })

/** The server's major version, where it is one that is known here. */
export const readServerMajor = (url: string): Promise<Result<number>> => connected(url, async (_, major) => major)

/** The catalog by a session that is there. */
export const readCatalog = (client: Client): Promise<Schema> =>
  introspect((text, values) => client.query(text, [...(values ?? [])]).then(({ rows: found }) => found as Record<string, unknown>[]))
