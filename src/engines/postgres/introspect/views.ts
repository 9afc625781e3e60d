import type { View } from '../../../model/schema.ts'
import { nameIn } from '../identifier.ts'
import { type Catalog, commentOn, isOwn, present, unlessEmpty } from './catalog.ts'
import { grantsOf, type Privileges, privileges } from './grants.ts'
import { indexesFrom } from './indexes.ts'
import { tableOptions } from './options.ts'
import { type ReadRow, readsFrom } from './reads.ts'
import type { RelationParts } from './tables.ts'
import { triggersFrom } from './triggers.ts'

interface ViewRow {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly owner: string
  readonly materialized: boolean
  readonly query: string
  readonly reads: readonly ReadRow[]
  readonly options?: readonly string[]
  readonly comment?: string
  readonly privileges?: Privileges
}

/** A view depends on what it reads through its rule `_RETURN`. */
const reads = `(SELECT json_agg(DISTINCT jsonb_build_object('schema', rn.nspname, 'name', r.relname, 'column', a.attname))
    FROM pg_rewrite w JOIN pg_depend e ON e.classid = 'pg_rewrite'::regclass AND e.objid = w.oid AND e.refclassid = 'pg_class'::regclass AND e.refobjid <> c.oid
      JOIN pg_class r ON r.oid = e.refobjid JOIN pg_namespace rn ON rn.oid = r.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = e.refobjid AND a.attnum = e.refobjsubid AND e.refobjsubid > 0
    WHERE w.ev_class = c.oid AND w.rulename = '_RETURN' AND r.relkind <> 'S')`

/** Views and materialized views. */
export async function readViews(catalog: Catalog, parts: RelationParts): Promise<View[]> {
  const rows = await catalog.rows<ViewRow>(`
    SELECT c.oid, n.nspname AS schema, c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.relkind = 'm' AS materialized, pg_get_viewdef(c.oid) AS query,
      coalesce(${reads}, '[]') AS reads, c.reloptions AS options, ${commentOn('pg_class', 'c.oid')} AS comment, ${privileges('c.relacl', 'c.relowner', 'r')} AS privileges
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND n.nspname = ANY ($1) AND ${isOwn('pg_class', 'c.oid')}`)
  return rows.map(row => {
    const columns = parts.columns(row.oid)
    const columnGrants = entries(columns.map(column => [column.name, grantsOf(column.privileges)] as const))
    const columnComments = entries(columns.map(column => [column.name, column.comment] as const))
    return present<View>({
      name: nameIn(row.schema, row.name),
      query: row.query.trim().replace(/;$/, ''),
      materialized: row.materialized,
      reads: readsFrom(row.reads),
      columns: columns.map(column => column.name),
      options: tableOptions(row.options, undefined),
      indexes: unlessEmpty(indexesFrom(parts.indexes(row.oid))),
      triggers: unlessEmpty(triggersFrom(parts.triggers(row.oid))),
      grants: grantsOf(row.privileges),
      columnGrants,
      columnComments,
      owner: row.owner,
      comment: row.comment,
    })
  })
}

function entries<T>(pairs: readonly (readonly [string, T | undefined])[]): Record<string, T> | undefined {
  const present = pairs.filter((pair): pair is readonly [string, T] => pair[1] !== undefined)
  return present.length === 0 ? undefined : Object.fromEntries(present)
}
