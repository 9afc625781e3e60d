/** Runs one statement on one session and returns its rows, columns by name. */
export type Query = (sql: string, parameters?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

/** Columns and catalogs that came with a version; everything else read here is in PostgreSQL 12. */
export interface CatalogFeatures {
  /** 13: `pg_trigger.tgparentid`, `pg_statistic_ext.stxstattarget`. */
  readonly triggerParents: boolean
  /** 14: `pg_attribute.attcompression`, `pg_proc.prosqlbody`, multiranges. */
  readonly compression: boolean
  /** 15: publication column lists, row filters and schemas, `indnullsnotdistinct`, `confdelsetcols`. */
  readonly publicationColumns: boolean
  /** 18: `conenforced`, `conperiod`, NOT NULL of tables in `pg_constraint`. */
  readonly notNullConstraints: boolean
}

export interface Catalog {
  readonly features: CatalogFeatures
  /** Rows of a SELECT, as plain JSON values; null is absent, except within arrays. `$1` is the list of schemas to read. */
  readonly rows: <Row>(sql: string) => Promise<Row[]>
}

/**
 * What the server's deparsers print depends on these settings. `public` alone in the path: names of `public` come out
 * bare, all others qualified; the temporary schema goes last, so that a temporary table hides nothing.
 */
const settings = {
  search_path: 'public, pg_temp',
  quote_all_identifiers: 'off',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  bytea_output: 'hex',
  lc_monetary: 'C',
  jit: 'off',
}

/**
 * Opens a read-only snapshot of the catalog, hands it over, and ends the transaction either way.
 *
 * @throws Error when an asked schema does not exist, naming those that do
 */
export async function withCatalog<T>(
  query: Query,
  asked: readonly string[] | undefined,
  read: (catalog: Catalog) => Promise<T>,
): Promise<T> {
  await query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
  try {
    const [set] = await query(
      `SELECT current_setting('server_version_num')::int AS version, ${Object.entries(settings)
        .map(([name, value]) => `set_config('${name}', '${value}', true)`)
        .join(', ')}`,
    )
    const version = Number(set?.['version'])
    const found = (
      await query(`SELECT nspname::text AS name FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'`)
    ).map(row => String(row['name']))
    const unknown = (asked ?? []).filter(schema => !found.includes(schema))
    if (unknown.length > 0) throw new Error(`the database has no schema ${unknown.join(', ')}; it has ${found.toSorted().join(', ')}`)
    return await read({
      features: {
        triggerParents: version >= 130_000,
        compression: version >= 140_000,
        publicationColumns: version >= 150_000,
        notNullConstraints: version >= 180_000,
      },
      rows: async <Row>(sql: string) => {
        // One JSON text instead of typed columns: arrays and nested lists arrive the same through any driver.
        const [row] = await query(
          `SELECT coalesce(json_agg(json_strip_nulls(row_to_json(q))), '[]')::text AS rows FROM (${sql}) AS q`,
          sql.includes('$1') ? [asked ?? found] : [],
        )
        return JSON.parse(String(row?.['rows'])) as Row[]
      },
    })
  } finally {
    await query('ROLLBACK')
  }
}

/** A condition: the object is the user's own, not a member of an extension. */
export const isOwn = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`

/** A comment, by the primary key of `pg_description`. */
export const commentOn = (catalog: string, oid: string, column = '0'): string =>
  `(SELECT m.description FROM pg_description m WHERE m.objoid = ${oid} AND m.classoid = '${catalog}'::regclass AND m.objsubid = ${column})`

/** Names of a relation's columns from an array of their numbers, in its order. */
export const columnNames = (relation: string, numbers: string, condition = 'true'): string =>
  `ARRAY(SELECT a.attname FROM unnest(${numbers}) WITH ORDINALITY AS u (number, position) JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = u.number WHERE ${condition} ORDER BY u.position)`

/** A collation that is not the type's own, as written after COLLATE but unquoted. */
export const collationName = (collation: string, usual: string): string =>
  `CASE WHEN ${collation} <> ${usual} THEN (SELECT CASE WHEN s.nspname IN ('pg_catalog', 'public') THEN '' ELSE s.nspname || '.' END || l.collname FROM pg_collation l JOIN pg_namespace s ON s.oid = l.collnamespace WHERE l.oid = ${collation}) END`

/** Rows by one of their fields. */
export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): (key: string) => readonly Row[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group === undefined) groups.set(key(row), [row])
    else group.push(row)
  }
  return wanted => groups.get(wanted) ?? []
}

/** By code units: the same on every machine, whatever the locale. */
export const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Drops what is undefined, so that two ways to the same object compare equal. */
export const present = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T

/** An empty list is absent. */
export const unlessEmpty = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list === undefined || list.length === 0 ? undefined : list
