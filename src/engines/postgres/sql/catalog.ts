import type { ColumnType } from '../../../model/column-type.ts'
import type { Name } from '../../../model/name.ts'
import type { PrintedStatement } from '../../../steps/engine.ts'
import { quoteLiteral, quoteName } from '../quote.ts'
import { parseType } from '../types.ts'

/**
 * Conditions over the catalog, for guards and assertions. None fails when a table is missing
 * (`to_regclass` is NULL then), and unqualified names are found through the search path, as the
 * statements they guard find them.
 */
export const exists = (from: string, ...conditions: readonly string[]): string => {
  const line = `EXISTS (SELECT FROM ${from} WHERE ${conditions.join(' AND ')})`
  return line.length <= 110 ? line : `EXISTS (\n  SELECT FROM ${from}\n  WHERE ${conditions.join('\n    AND ')}\n)`
}

export const regclass = (name: Name): string => `to_regclass(${quoteLiteral(quoteName(name))})`
export const regtype = (name: Name): string => `to_regtype(${quoteLiteral(quoteName(name))})`

/**
 * The place where CREATE puts an unqualified name. With one schema per tenant a table of that name in a later
 * schema of the search path must not pass for the tenant's own.
 */
const here = (name: Name): string =>
  name.schema === undefined ? `quote_ident(current_schema()) || ${quoteLiteral(`.${quoteName(name)}`)}` : quoteLiteral(quoteName(name))
export const createdRelation = (name: Name): string => `to_regclass(${here(name)})`
export const createdType = (name: Name): string => `to_regtype(${here(name)})`

/** True once `from` is called `to`, found by `lookup` (`to_regclass`, `to_regtype`). */
export const isRenamed = (lookup: 'to_regclass' | 'to_regtype', from: Name, to: Name): string => {
  const found = (name: Name): string => `${lookup}(${quoteLiteral(quoteName(name))})`
  const seen = `${found(to)} IS NOT NULL AND ${found(from)} IS NULL`
  if (from.schema !== undefined) return seen
  // A table of the old name in a later schema of the search path hides that the rename is done.
  return `(${seen})\n  OR (${lookup}(${here(to)}) IS NOT NULL AND ${lookup}(${here(from)}) IS NULL)`
}

/** A statement that calls `from` `to`. */
export const renaming = (sql: string, lookup: 'to_regclass' | 'to_regtype', from: Name, to: Name): PrintedStatement => ({
  sql,
  doneWhen: isRenamed(lookup, from, to),
  arrivedWhen: `${lookup}(${here(to)}) IS NOT NULL`,
})

/** Condition on an object id: a table, not a view that stands in for one. */
export const isTable = (id: string, ...conditions: readonly string[]): string =>
  exists('pg_class', `oid = ${id}`, "relkind IN ('r', 'p')", ...conditions)

/** As `isRenamed`, where a view may show the table under its old name. */
export const isTableRenamed = (from: Name, to: Name): string => {
  const seen = `${isTable(regclass(to))}\n  AND NOT ${isTable(regclass(from))}`
  return from.schema !== undefined ? seen : `(${seen})\n  OR (${isTable(createdRelation(to))}\n  AND NOT ${isTable(createdRelation(from))})`
}

const attribute = (table: Name, column: string): readonly string[] => [
  `attrelid = ${regclass(table)}`,
  `attname = ${quoteLiteral(column)}`,
  'NOT attisdropped',
]

export const hasColumn = (table: Name, column: string, ...conditions: readonly string[]): string =>
  exists('pg_attribute', ...attribute(table, column), ...conditions)

/**
 * Condition on a row of `pg_attribute`. Types of users and extensions are compared by identity, since
 * `format_type` spells them by the search path; built-in ones with their modifier.
 */
export const isOfType = (type: ColumnType, row = ''): string =>
  type.reference === undefined && type.kind !== 'other'
    ? `format_type(${row}atttypid, ${row}atttypmod) = ${quoteLiteral(parseType(type.native).native)}`
    : `${row}atttypid = to_regtype(${quoteLiteral(type.native)})`

export const hasConstraint = (table: Name, name: string, ...conditions: readonly string[]): string =>
  exists('pg_constraint', `conrelid = ${regclass(table)}`, `conname = ${quoteLiteral(name)}`, ...conditions)

/** Condition: an array column of attribute numbers (`conkey`, `indkey`) names exactly these columns, in order. */
export const namesColumns = (numbers: string, relation: string, columns: readonly string[]): string =>
  `ARRAY(SELECT attname::text FROM unnest(${numbers}) WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute USING (attnum) WHERE attrelid = ${relation} ORDER BY n) = ${textArray(columns)}`

export const textArray = (texts: readonly string[]): string =>
  texts.length === 0 ? 'ARRAY[]::text[]' : `ARRAY[${texts.map(quoteLiteral).join(', ')}]`
