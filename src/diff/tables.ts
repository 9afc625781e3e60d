import type { Change } from '../changes/change.ts'
import { evolve } from '../changes/evolve/evolve.ts'
import { keyOf } from '../model/name.ts'
import { columnIn, constraintIn, emptySchema, type Schema, type Table } from '../model/schema.ts'
import { compareColumn, compareGrants } from './columns.ts'
import { joined, paired, unsaidOf, type Comparison } from './comparison.ts'
import { compareConstraints, compareIndexes, compareTriggersAndPolicies, type Parts } from './parts.ts'
import { isSame } from './same.ts'

/** New name of a column → the one it has now. */
export type ColumnRenames = Readonly<Record<string, string>>

/** The changes of one table, those that must run before any other table's, and those that wait until every table is there. */
export interface TableComparison extends Comparison {
  readonly unlinks: readonly Change[]
  readonly references: readonly Change[]
}

export const compareTable = (before: Table, to: Table, renames: ColumnRenames): TableComparison => {
  const { changes: renaming, table: from } = renamed(before, to, renames)
  const { gone, come, both } = paired(from.columns, to.columns)
  const parts: readonly Parts[] = [compareTriggersAndPolicies(from, to), compareConstraints(from, to), compareIndexes(from, to)]
  const columns = joined(...both.map(([a, b]) => compareColumn(to.name, a, b)))
  const leaving = new Set(gone.map(c => c.name))
  return {
    changes: [
      ...renaming,
      ...parts.flatMap(p => p.before).filter(change => !goesWithColumn(change, leaving)),
      ...come.map((column): Change => ({ kind: 'add-column', table: to.name, column })),
      ...columns.changes,
      ...parts.flatMap(p => p.after),
      ...gone.map((column): Change => ({ kind: 'drop-column', table: to.name, column })),
      ...compareOwn(from, to),
      ...compareGrants(to.name, from.grants, to.grants),
    ],
    // They run before the renames, so they are told with the columns as they were.
    unlinks: parts
      .flatMap(p => p.unlinks)
      .map((constraint): Change => ({
        kind: 'drop-constraint',
        table: to.name,
        constraint: constraintIn(before, constraint.name) ?? constraint,
      })),
    references: parts.flatMap(p => p.references),
    unsaid: [
      ...columns.unsaid,
      ...parts.flatMap(p => p.unsaid),
      ...unsaidOf(keyOf(to.name), from, to, ['owner', 'unlogged', 'partitioning', 'extendedStatistics', 'publications'], isSame),
    ],
  }
}

/** The table as its stated renames leave it: constraints and indexes name the new column then. */
const renamed = (before: Table, to: Table, renames: ColumnRenames): { readonly changes: readonly Change[]; readonly table: Table } => {
  if (Object.keys(renames).length === 0) return { changes: [], table: before }
  const key = keyOf(before.name)
  let schema: Schema = { ...emptySchema, tables: emptySchema.tables.with(key, withoutReferences(before)) }
  const changes: Change[] = []
  for (const [name, old] of Object.entries(renames)) {
    const column = columnIn(schema.tables.get(key)!, old)
    if (column === undefined || columnIn(to, name) === undefined) continue
    const change: Change = { kind: 'rename-column', table: before.name, from: column, to: name }
    changes.push(change)
    schema = evolve(schema, change)
  }
  return { changes, table: { ...schema.tables.get(key)!, ...(before.partitionOf && { partitionOf: before.partitionOf }) } }
}

/** Alone in its schema, a partition would be refused its own columns. */
const withoutReferences = ({ partitionOf: _, ...table }: Table): Table => table

/** A column takes its indexes and constraints along when it goes. */
const goesWithColumn = (change: Change, leaving: ReadonlySet<string>): boolean =>
  change.kind === 'drop-index' && change.index.parts.some(part => part.column !== undefined && leaving.has(part.column))

const compareOwn = (from: Table, to: Table): readonly Change[] => {
  const table = to.name
  return [
    ...(from.comment === to.comment ? [] : [{ kind: 'set-table-comment' as const, table, from: from.comment, to: to.comment }]),
    ...(from.options === to.options ? [] : [{ kind: 'set-table-options' as const, table, from: from.options, to: to.options }]),
    ...(from.replicaIdentity === to.replicaIdentity
      ? []
      : [{ kind: 'set-replica-identity' as const, table, from: from.replicaIdentity, to: to.replicaIdentity }]),
    ...(from.rowSecurity === to.rowSecurity
      ? []
      : [{ kind: 'set-row-security' as const, table, from: from.rowSecurity, to: to.rowSecurity }]),
    ...(isSame(from.partitionOf, to.partitionOf)
      ? []
      : [
          ...(from.partitionOf === undefined ? [] : [{ kind: 'detach-partition' as const, table, partitionOf: from.partitionOf }]),
          ...(to.partitionOf === undefined ? [] : [{ kind: 'attach-partition' as const, table, partitionOf: to.partitionOf }]),
        ]),
  ]
}

/** What a partition is told by its parent is not said twice. */
export const withoutInherited = (changes: readonly Change[], parent: readonly Change[]): readonly Change[] => {
  const said = parent.map(change => ({ ...change, table: undefined }))
  return changes.filter(
    change => !said.some(other => other.kind === change.kind && isSame({ ...change, table: undefined } as unknown, other as unknown)),
  )
}
