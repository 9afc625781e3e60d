import type { PartitionOf, Partitioning, Schema, Table } from '../../../model/schema.ts'
import { nameIn } from '../identifier.ts'
import { publicationsFrom, readPublications, readStatistics, statisticsFrom } from './attachments.ts'
import { type Catalog, commentOn, groupBy, isOwn, present, unlessEmpty } from './catalog.ts'
import { columnFrom, type ColumnRow } from './columns.ts'
import { constraintFrom, inConstraintOrder, isPlainNotNull, readConstraints } from './constraints.ts'
import { grantsOf, type Privileges, privileges } from './grants.ts'
import { indexesFrom, type IndexRow } from './indexes.ts'
import { tableOptions } from './options.ts'
import { policiesFrom, readPolicies } from './policies.ts'
import { triggersFrom, type TriggerRow } from './triggers.ts'

interface TableRow {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly row_security: boolean
  readonly force_row_security: boolean
  readonly unlogged: boolean
  readonly options?: readonly string[]
  readonly toast_options?: readonly string[]
  readonly replica_identity?: string
  readonly comment?: string
  readonly partition_key?: string
  readonly partition_columns: readonly string[]
  readonly parent_schema?: string
  readonly parent_name?: string
  readonly bounds?: string
  readonly privileges?: Privileges
}

const readTableRows = ({ rows }: Catalog): Promise<TableRow[]> =>
  rows(`
  SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
    c.relpersistence = 'u' AS unlogged, c.reloptions AS options, (SELECT t.reloptions FROM pg_class t WHERE t.oid = c.reltoastrelid) AS toast_options,
    CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'
      WHEN 'i' THEN 'USING INDEX ' || (SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisreplident) END AS replica_identity,
    ${commentOn('pg_class', 'c.oid')} AS comment, CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
    CASE WHEN c.relkind = 'p' THEN ${partitionColumns} END AS partition_columns,
    pn.nspname AS parent_schema, p.relname AS parent_name, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bounds,
    ${privileges('c.relacl', 'c.relowner', 'r')} AS privileges
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_inherits h ON h.inhrelid = c.oid AND c.relispartition LEFT JOIN pg_class p ON p.oid = h.inhparent LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname = ANY ($1) AND ${isOwn('pg_class', 'c.oid')}`)

/** Columns of the key and of its expressions: the table and the column depend on each other, which way round changed with 13. */
const partitionColumns = `ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND EXISTS (
      SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.refclassid = 'pg_class'::regclass AND e.objid = c.oid AND e.refobjid = c.oid
        AND (e.objsubid, e.refobjsubid) IN ((0, a.attnum), (a.attnum, 0))) ORDER BY a.attnum)`

/** Everything read in bulk for all relations, which tables and views share. */
export interface RelationParts {
  readonly columns: (relation: string) => readonly ColumnRow[]
  readonly indexes: (relation: string) => readonly IndexRow[]
  readonly triggers: (relation: string) => readonly TriggerRow[]
}

/** Tables and partitioned tables. FORCE ROW LEVEL SECURITY while row security is off, which does nothing, is not kept. */
export async function readTables(catalog: Catalog, parts: RelationParts, userTypes: Pick<Schema, 'enums' | 'domains'>): Promise<Table[]> {
  const rows = await readTableRows(catalog)
  const constraints = groupBy(await readConstraints(catalog), row => row.relation)
  const policies = groupBy(await readPolicies(catalog), row => row.relation)
  const statistics = groupBy(await readStatistics(catalog), row => row.relation)
  const publications = groupBy(await readPublications(catalog), row => row.relation)

  return rows.map(row => {
    const own = constraints(row.oid).toSorted(inConstraintOrder)
    const notYetNotNull = new Set(own.filter(({ type, validated }) => type === 'n' && !validated).map(({ columns }) => columns[0]))
    return present<Table>({
      name: nameIn(row.schema, row.name),
      columns: parts.columns(row.oid).map(column => columnFrom(column, userTypes, notYetNotNull.has(column.name))),
      constraints: own.filter(constraint => !isPlainNotNull(constraint)).map(constraintFrom),
      indexes: indexesFrom(parts.indexes(row.oid)),
      triggers: unlessEmpty(triggersFrom(parts.triggers(row.oid))),
      policies: unlessEmpty(policiesFrom(policies(row.oid))),
      rowSecurity: !row.row_security ? undefined : row.force_row_security ? 'forced' : 'enabled',
      grants: grantsOf(row.privileges),
      owner: row.owner,
      comment: row.comment,
      partitioning: partitioningOf(row),
      partitionOf: partitionOf(row),
      extendedStatistics: unlessEmpty(statisticsFrom(statistics(row.oid))),
      publications: unlessEmpty(publicationsFrom(publications(row.oid))),
      replicaIdentity: row.replica_identity,
      options: tableOptions(row.options, row.toast_options),
      unlogged: row.unlogged ? true : undefined,
    })
  })
}

function partitioningOf({ partition_key: key, partition_columns: columns }: TableRow): Partitioning | undefined {
  const found = /^(RANGE|LIST|HASH) \((.*)\)$/s.exec(key ?? '')
  return found === null ? undefined : { strategy: (found[1] ?? '').toLowerCase() as Partitioning['strategy'], key: found[2] ?? '', columns }
}

const partitionOf = ({ parent_schema, parent_name, bounds }: TableRow): PartitionOf | undefined =>
  parent_schema === undefined || parent_name === undefined || bounds === undefined
    ? undefined
    : { parent: nameIn(parent_schema, parent_name), bounds }
