import { keyOf } from '../../model/name.ts'
import type { Schema, View } from '../../model/schema.ts'
import { columnsOf, relationsOf } from './expressions.ts'

/**
 * The view with the columns it reads, where its author did not state them: found in its query by the server's parser.
 * A name that several of its tables have counts for each of them, and `*` for all: what may be read is taken as read.
 *
 * @param schema the tables the query may name
 */
export const completeView = (view: View, schema: Schema): View => {
  if (Object.keys(view.reads).length > 0) return view
  const named = new Set(columnsOf(view.query))
  const all = /(^|[\s,.(])\*/.test(view.query)
  const reads = relationsOf(view.query).flatMap((relation): [string, readonly string[]][] => {
    const key = keyOf(relation)
    const columns = schema.tables.get(key)?.columns.map(c => c.name) ?? schema.views.get(key)?.columns
    return columns === undefined ? [] : [[key, columns.filter(column => all || named.has(column))]]
  })
  return { ...view, reads: Object.fromEntries(reads) }
}

const isView = (value: unknown): value is View =>
  typeof value === 'object' && value !== null && 'query' in value && 'materialized' in value && 'reads' in value

/** Every view of a schema, and of values that hold views in their fields (changes). */
export const completeViews = <T extends object>(
  schema: Schema,
  holders: readonly T[],
): { readonly schema: Schema; readonly holders: readonly T[] } => ({
  schema: { ...schema, views: schema.views.map(view => completeView(view, schema)) },
  holders: holders.map(holder =>
    Object.values(holder).some(isView)
      ? (Object.fromEntries(
          Object.entries(holder).map(([field, value]) => [field, isView(value) ? completeView(value, schema) : (value as unknown)]),
        ) as T)
      : holder,
  ),
})
