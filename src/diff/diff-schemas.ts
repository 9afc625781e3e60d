import type { Change } from '../changes/change.ts'
import { keyOf } from '../model/name.ts'
import type { Constraint, Schema, Table } from '../model/schema.ts'
import type { Comparison } from './comparison.ts'
import { isEqual } from './equal.ts'
import { compareObjects } from './objects.ts'
import { compareTable, withoutInherited, type ColumnRenames, type TableComparison } from './tables.ts'

/** Stated renames of columns, by table: `{ users: { full_name: 'name' } }`, new name → present one. None is ever guessed. */
export type Renames = Readonly<Record<string, ColumnRenames>>

/**
 * The changes that lead from one schema to the other, in an order that can run, and the differences no change says.
 * The same input gives the same list. Statistics are no part of a schema and are not compared.
 */
export const compareSchemas = (from: Schema, to: Schema, renames: Renames = {}): Comparison => {
  const objects = compareObjects(from, to)
  const both = from.tables.keys().filter(key => to.tables.has(key))
  const compared = new Map<string, TableComparison>()
  for (const key of both) {
    const [a, b] = [from.tables.get(key)!, to.tables.get(key)!]
    if (a !== b && (renames[key] !== undefined || !isEqual(a, b))) compared.set(key, compareTable(a, b, renames[key] ?? {}))
  }
  const created = creation(
    to.tables.values().filter(t => !from.tables.has(keyOf(t.name))),
    from,
  )
  const dropped = removal(from.tables.values().filter(t => !to.tables.has(keyOf(t.name))))
  const tables = [...compared].map(([key, comparison]) => {
    const parent = to.tables.get(key)?.partitionOf?.parent
    const above = parent === undefined ? undefined : compared.get(keyOf(parent))
    return above === undefined ? comparison : { ...comparison, changes: withoutInherited(comparison.changes, above.changes) }
  })
  return {
    changes: [
      ...objects.first.changes,
      ...tables.flatMap(t => t.unlinks),
      ...dropped.before,
      ...created.tables,
      ...tables.flatMap(t => t.changes),
      ...created.references,
      ...tables.flatMap(t => t.references),
      ...dropped.tables,
      ...objects.last.changes,
    ],
    unsaid: [...objects.first.unsaid, ...tables.flatMap(t => t.unsaid)],
  }
}

/** As `compareSchemas`, the changes alone. */
export const diffSchemas = (from: Schema, to: Schema, renames: Renames = {}): readonly Change[] => compareSchemas(from, to, renames).changes

/** Tables after what they reference; a foreign key of a circle waits until all are there. */
const creation = (
  tables: readonly Table[],
  from: Schema,
): { readonly tables: readonly Change[]; readonly references: readonly Change[] } => {
  const later: Change[] = []
  const done = new Set(from.tables.keys())
  const ordered = referencedFirst(tables).map((table): Change => {
    done.add(keyOf(table.name))
    const waits = (c: Constraint): boolean => c.kind === 'foreign-key' && !done.has(keyOf(c.references))
    later.push(...table.constraints.filter(waits).map((constraint): Change => ({ kind: 'add-constraint', table: table.name, constraint })))
    const ready = later.length === 0 ? table : { ...table, constraints: table.constraints.filter(c => !waits(c)) }
    return table.partitionOf === undefined
      ? { kind: 'create-table', table: ready }
      : { kind: 'create-partition', table: ready, partitionOf: table.partitionOf }
  })
  return { tables: ordered, references: later }
}

/** Tables before what they reference; a foreign key of a circle is dropped first. */
const removal = (tables: readonly Table[]): { readonly before: readonly Change[]; readonly tables: readonly Change[] } => {
  const ordered = referencedFirst(tables).toReversed()
  const gone = new Set<string>()
  const before: Change[] = []
  for (const table of ordered) {
    gone.add(keyOf(table.name))
    before.push(
      ...table.constraints
        .filter(c => c.kind === 'foreign-key' && keyOf(c.references) !== keyOf(table.name) && gone.has(keyOf(c.references)))
        .map((constraint): Change => ({ kind: 'drop-constraint', table: table.name, constraint })),
    )
  }
  return {
    before,
    tables: ordered.map(table =>
      table.partitionOf === undefined ? { kind: 'drop-table', table } : { kind: 'drop-partition', table, partitionOf: table.partitionOf },
    ),
  }
}

const referencedFirst = (tables: readonly Table[]): readonly Table[] => {
  const byKey = new Map(tables.map(table => [keyOf(table.name), table]))
  const ordered = new Set<Table>()
  const entered = new Set<Table>()
  const visit = (table: Table): void => {
    if (entered.has(table)) return
    entered.add(table)
    const needed = [
      ...(table.partitionOf === undefined ? [] : [table.partitionOf.parent]),
      ...table.constraints.flatMap(c => (c.kind === 'foreign-key' ? [c.references] : [])),
    ]
    for (const name of needed) {
      const other = byKey.get(keyOf(name))
      if (other !== undefined) visit(other)
    }
    ordered.add(table)
  }
  tables.forEach(visit)
  return [...ordered]
}
