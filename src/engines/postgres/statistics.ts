import { setTimeout as sleep } from 'node:timers/promises'
import type { Name } from '../../model/name.ts'
import type { TableStatistics } from '../../model/schema.ts'
import { nameIn } from './identifier.ts'

/** Runs one statement on one session and returns its rows. */
export type Ask = (sql: string) => Promise<readonly Record<string, unknown>[]>

export interface MeasuredTable {
  readonly table: Name
  /** Without `asOf`; `rows` is absent where the table was never analysed. */
  readonly statistics: TableStatistics
}

export interface StatisticsOptions {
  /** Seconds between the two samples of what was written; absent: since the counters were reset, if that is long enough. */
  readonly sample?: number
}

/** Seconds between the samples where neither the user nor the counters' age says otherwise. */
const usualSample = 10

/** Tables up to this many bytes are counted, larger ones taken as the server estimates them. */
const countedBytes = 8 * 1024 * 1024

/** Counters over less than a day say more of the hour than of the table. */
const longEnough = 86_400

/**
 * Leaves of every table and partitioned table (a table is its own). Before PostgreSQL 14 a table that was never analysed
 * has 0 rows on 0 pages, later −1 row. Everything here may be read by any role.
 */
const tables = `
  SELECT n.nspname::text AS schema, c.relname::text AS name, c.oid::int8::text AS oid, c.relkind = 'p' AS partitioned,
    sum(pg_total_relation_size(leaf.oid))::float8 AS bytes,
    bool_and(leaf.reltuples >= 0 AND (leaf.reltuples > 0 OR leaf.relpages > 0 OR pg_relation_size(leaf.oid) = 0)) AS analysed,
    sum(greatest(leaf.reltuples, 0))::float8 AS rows,
    sum(pg_relation_size(leaf.oid))::float8 AS heap,
    has_table_privilege(c.oid, 'SELECT') AND NOT row_security_active(c.oid) AS countable,
    format('%I.%I', n.nspname, c.relname) AS quoted
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (
    SELECT l.* FROM pg_class l WHERE l.oid = c.oid AND c.relkind = 'r'
    UNION ALL
    SELECT l.* FROM pg_partition_tree(c.oid) p JOIN pg_class l ON l.oid = p.relid WHERE c.relkind = 'p' AND p.isleaf AND l.relkind = 'r'
  ) AS leaf
  WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  GROUP BY n.nspname, c.relname, c.oid, c.relkind
  ORDER BY n.nspname, c.relname`

const written = `
  SELECT c.oid::int8::text AS oid, sum(s.n_tup_ins + s.n_tup_upd + s.n_tup_del)::float8 AS writes, extract(epoch FROM clock_timestamp())::float8 AS at
  FROM pg_class c
  CROSS JOIN LATERAL (
    SELECT c.oid AS relid WHERE c.relkind = 'r'
    UNION ALL
    SELECT p.relid FROM pg_partition_tree(c.oid) p WHERE c.relkind = 'p' AND p.isleaf
  ) AS leaf
  JOIN pg_stat_user_tables s USING (relid)
  WHERE c.relkind IN ('r', 'p')
  GROUP BY c.oid`

const server = `
  SELECT pg_is_in_recovery() AS standby, extract(epoch FROM now() - stats_reset)::float8 AS age, to_char(stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS reset
  FROM pg_stat_database WHERE datname = current_database()`

/**
 * Sizes and write rates of a database's tables, from its statistics: no row leaves it, nothing is changed, no privilege
 * is needed. Small tables are counted where the role may read them.
 *
 * @returns the tables in order of their names; partitioned tables with the sum of their partitions
 */
export async function readStatistics(ask: Ask, { sample }: StatisticsOptions): Promise<readonly MeasuredTable[]> {
  const found = await ask(tables)
  const rates = await writeRates(ask, sample)
  const measured: MeasuredTable[] = []
  for (const row of found) {
    const rows = await rowsOf(row, ask)
    const rate = rates.of(String(row['oid']))
    measured.push({
      table: nameIn(String(row['schema']), String(row['name'])),
      statistics: {
        ...(rows === undefined ? {} : { rows: rows.value }),
        bytes: rounded(Number(row['bytes'])),
        ...(rate === undefined ? {} : { writesPerSecond: rate }),
        source: [`pg_stat${rows?.isCounted === true ? ', rows counted' : ''}`, rates.how].join(', '),
      },
    })
  }
  return measured
}

async function rowsOf(
  row: Readonly<Record<string, unknown>>,
  ask: Ask,
): Promise<{ readonly value: number; readonly isCounted: boolean } | undefined> {
  if (Number(row['heap']) <= countedBytes && row['countable'] === true) {
    // Someone holds a table exclusively: its estimate has to do.
    const [counted] = await ask(`SELECT count(*)::float8 AS rows FROM ${String(row['quoted'])}`).catch(() => [])
    if (counted !== undefined) return { value: Number(counted['rows']), isCounted: true }
  }
  return row['analysed'] === true ? { value: rounded(Number(row['rows'])), isCounted: false } : undefined
}

/** An estimate is not made better by more than three digits. */
const rounded = (value: number): number => Number(value.toPrecision(3))

interface Rates {
  readonly how: string
  readonly of: (oid: string) => number | undefined
}

async function writeRates(ask: Ask, sample: number | undefined): Promise<Rates> {
  const [state] = await ask(server)
  if (state?.['standby'] === true) return { how: 'writes unknown on a standby', of: () => undefined }
  const age = typeof state?.['age'] === 'number' ? state['age'] : undefined
  const first = await ask(written)
  const before = new Map(first.map(row => [String(row['oid']), { writes: Number(row['writes']), at: Number(row['at']) }]))
  if (sample === undefined && age !== undefined && age >= longEnough)
    return { how: `writes since ${String(state?.['reset'])}`, of: oid => perSecond((before.get(oid)?.writes ?? 0) / age) }
  const seconds = sample ?? usualSample
  await sleep(seconds * 1000)
  const after = new Map((await ask(written)).map(row => [String(row['oid']), { writes: Number(row['writes']), at: Number(row['at']) }]))
  return {
    how: `writes over ${seconds} s`,
    of: oid => {
      const [start, end] = [before.get(oid), after.get(oid)]
      return start === undefined || end === undefined || end.writes < start.writes
        ? undefined
        : perSecond((end.writes - start.writes) / (end.at - start.at))
    },
  }
}

const perSecond = (rate: number): number => (rate === 0 ? 0 : Math.max(0.01, Number(rate.toPrecision(2))))
