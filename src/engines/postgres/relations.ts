import { isSameName, keyOf, type Name } from '../../model/name.ts'
import type { Column, ForeignKey, Schema, Table } from '../../model/schema.ts'
import { partitionsOf } from '../../steps/edit.ts'

/** May an opaque statement have changed the object? */
export const isTainted = (schema: Schema, name: Name): boolean => schema.tainted.includes('*') || schema.tainted.includes(keyOf(name))

/** A table and every partition below it: what ALTER TABLE without ONLY reaches. */
export const familyOf = (schema: Schema, name: Name): readonly Table[] => {
  const table = schema.tables.get(keyOf(name))
  return table === undefined ? [] : [table, ...partitionsOf(schema, name)]
}

const isDefault = (bounds: string): boolean => /^\s*default\s*$/i.test(bounds)

/** The default partition of a table, other than the one named. */
export const defaultPartitionOf = (schema: Schema, parent: Name, except?: Name): Table | undefined =>
  schema.tables
    .values()
    .find(
      table =>
        table.partitionOf !== undefined &&
        isSameName(table.partitionOf.parent, parent) &&
        isDefault(table.partitionOf.bounds) &&
        !(except !== undefined && isSameName(table.name, except)),
    )

export const foreignKeysOf = (table: Table): readonly ForeignKey[] =>
  table.constraints.filter((constraint): constraint is ForeignKey => constraint.kind === 'foreign-key')

/** Tables with a column of the domain, or of a domain over it; arrays of it do not count, as on the server. */
export function tablesUsing(schema: Schema, domain: Name): readonly Table[] {
  const isIt = ({ type }: Pick<Column, 'type'>): boolean =>
    type.kind === 'domain' &&
    type.reference !== undefined &&
    (type.dimensions ?? 0) === 0 &&
    (isSameName(type.reference, domain) ||
      (schema.domains.has(keyOf(type.reference)) && isIt(schema.domains.get(keyOf(type.reference)) as Pick<Column, 'type'>)))
  return schema.tables.values().filter(table => table.columns.some(isIt))
}
