import { isSameName, keyOf, type Name } from '../../model/name.ts'
import type { ForeignKey, Schema, Table } from '../../model/schema.ts'

/** May an opaque statement have changed the object? */
export const isTainted = (schema: Schema, name: Name): boolean => schema.tainted.includes('*') || schema.tainted.includes(keyOf(name))

/** Direct and indirect partitions, parents before children. */
export const partitionsOf = (schema: Schema, parent: Name): readonly Table[] =>
  Object.values(schema.tables)
    .filter(table => table.partitionOf !== undefined && isSameName(table.partitionOf.parent, parent))
    .flatMap(table => [table, ...partitionsOf(schema, table.name)])

export const isDefaultPartition = (table: Table): boolean => table.partitionOf !== undefined && /^\s*default\s*$/i.test(table.partitionOf.bounds)

export const defaultPartitionOf = (schema: Schema, parent: Name): Table | undefined =>
  Object.values(schema.tables).find(table => table.partitionOf !== undefined && isSameName(table.partitionOf.parent, parent) && isDefaultPartition(table))

/** Foreign keys of other tables (or the table itself) that point at a table. */
export const foreignKeysTo = (schema: Schema, target: Name): readonly { readonly table: Table; readonly constraint: ForeignKey }[] =>
  Object.values(schema.tables).flatMap(table => table.constraints.flatMap(constraint =>
    constraint.kind === 'foreign-key' && isSameName(constraint.references, target) ? [{ table, constraint }] : []))
