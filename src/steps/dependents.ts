import { keyOf, type Name } from '../model/name.ts'
import type { Constraint, ForeignKey, Index, Schema, Table, View } from '../model/schema.ts'
import type { Semantics } from './step.ts'
import { tablesReferencing } from './table-lookups.ts'

/** Finding columns is all that dropping needs of an engine. */
export type Reader = Pick<Semantics, 'columnsOf'>

const sameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every(each => b.includes(each))

export const columnsOfIndex = (index: Index, semantics: Reader): readonly string[] => [
  ...index.parts.flatMap(part => (part.column === undefined ? semantics.columnsOf(part.expression ?? '') : [part.column])),
  ...(index.include ?? []),
  ...(index.where === undefined ? [] : semantics.columnsOf(index.where)),
]

/** Every column whose loss takes the constraint with it. */
export const columnsUnderConstraint = (constraint: Constraint, semantics: Reader): readonly string[] => {
  if (constraint.kind === 'check') return semantics.columnsOf(constraint.expression)
  if (constraint.kind === 'not-null') return [constraint.column]
  if (constraint.kind === 'primary-key' || constraint.kind === 'unique') return [...constraint.columns, ...(constraint.include ?? [])]
  if (constraint.kind === 'exclusion') return [...constraint.columns, ...semantics.columnsOf(constraint.definition)]
  return constraint.columns
}

const systemColumns = new Set(['tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax'])

/** The first name an expression uses that the table does not have; a whole-row reference is the table's own name. */
export const unknownColumn = (table: Table, names: readonly string[]): string | undefined =>
  names.find(name => name !== table.name.name && !systemColumns.has(name) && !table.columns.some(c => c.name === name))

/** What makes a list of columns referenceable: the first of a table's immediate, whole uniques on exactly them. */
const uniqueBehind = (table: Table, columns: readonly string[]): string | undefined =>
  table.constraints.find(
    c => (c.kind === 'primary-key' || c.kind === 'unique') && c.deferrable === undefined && sameSet(c.columns, columns),
  )?.name ??
  table.indexes.find(
    i =>
      i.unique &&
      i.valid &&
      i.where === undefined &&
      i.parts.every(p => p.column !== undefined) &&
      sameSet(
        i.parts.map(p => p.column ?? ''),
        columns,
      ),
  )?.name

export const canBeReferenced = (table: Table, columns: readonly string[]): boolean => uniqueBehind(table, columns) !== undefined

export interface Reference {
  readonly table: Table
  readonly constraint: ForeignKey
}

/** Foreign keys of any table that point to this one. */
export const referencesTo = (schema: Schema, name: Name): readonly Reference[] => {
  const found: Reference[] = []
  const key = keyOf(name)
  for (const table of tablesReferencing(schema, name))
    for (const constraint of table.constraints)
      if (constraint.kind === 'foreign-key' && keyOf(constraint.references) === key) found.push({ table, constraint })
  return found
}

/** Foreign keys that rest on this constraint or index: the server refuses to drop it under them (2BP01). */
export const referencesThrough = (schema: Schema, table: Table, unique: string): readonly Reference[] =>
  referencesTo(schema, table.name).filter(r => uniqueBehind(table, r.constraint.referencedColumns) === unique)

export const viewsOver = (schema: Schema, relation: Name): readonly View[] =>
  schema.views.values().filter(v => v.reads[keyOf(relation)] !== undefined)

/** Names of what keeps the type of a column from being changed (0A000), and the column from being dropped. */
export const pinsOfColumn = (schema: Schema, table: Table, column: string, semantics: Reader): readonly string[] => {
  const key = keyOf(table.name)
  const named = (sql: string | undefined): boolean => sql !== undefined && semantics.columnsOf(sql).includes(column)
  return [
    ...viewsOver(schema, table.name)
      .filter(v => v.reads[key]?.includes(column))
      .map(v => `view ${keyOf(v.name)}`),
    ...(table.policies ?? []).filter(p => named(p.using) || named(p.check)).map(p => `policy ${p.name}`),
    ...(table.triggers ?? []).filter(t => t.columns.includes(column)).map(t => `trigger ${t.name}`),
    ...schema.routines
      .values()
      .filter(r => r.reads?.[key]?.includes(column))
      .map(r => `${r.kind} ${keyOf(r.name)}`),
    ...table.columns.filter(c => c.name !== column && named(c.generated?.expression)).map(c => `generated column ${c.name}`),
    ...(table.partitioning?.columns.includes(column) ? ['partition key'] : []),
  ]
}

/**
 * Names of what stops a column from being dropped (2BP01) because the server would need CASCADE.
 * Generated columns are taken as PostgreSQL 15 and later do: 12 to 14 drop them silently with the column.
 */
export const holdersOfColumn = (schema: Schema, table: Table, column: string, semantics: Reader): readonly string[] => {
  const key = keyOf(table.name)
  return [
    ...pinsOfColumn(schema, table, column, semantics),
    ...(table.publications ?? []).filter(p => p.columns?.includes(column)).map(p => `publication ${p.name}`),
    // A column in the expressions or the condition alone is held; one that is compared takes the constraint along (measured, 12 and 18).
    ...table.constraints
      .filter(c => c.kind === 'exclusion' && !c.columns.includes(column) && semantics.columnsOf(c.definition).includes(column))
      .map(c => `exclusion ${c.name}`),
    ...referencesTo(schema, table.name)
      .filter(r => r.constraint.referencedColumns.includes(column))
      .filter(r => keyOf(r.table.name) !== key || !r.constraint.columns.includes(column))
      .map(r => `foreign key ${r.constraint.name} of ${keyOf(r.table.name)}`),
  ]
}
