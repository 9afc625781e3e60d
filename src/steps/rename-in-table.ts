import { keyOf, type Name } from '../model/name.ts'
import type { Constraint, Table, View } from '../model/schema.ts'
import { withNamesKept } from './chosen-name-kept.ts'
import { columnRenamedElsewhere, withoutIdleAlias } from './rename-relation-text.ts'
import { inTableTexts } from './sql-texts.ts'
import type { Semantics } from './step.ts'

/** A column's new name, and how to write it into names, lists and SQL text. */
export interface Renaming {
  readonly table: Name
  readonly to: string
  readonly name: (column: string) => string
  readonly list: <L extends readonly string[] | undefined>(columns: L) => L
  /** A list without an order of its own. */
  readonly set: (columns: readonly string[]) => readonly string[]
  readonly semantics: Semantics
  readonly from: string
  readonly text: (sql: string) => string
}

export const renaming = (table: Name, from: string, to: string, semantics: Semantics): Renaming => {
  const name = (column: string): string => (column === from ? to : column)
  return {
    table,
    to,
    name,
    from,
    semantics,
    list: columns => columns?.map(name) as typeof columns,
    set: columns => columns.map(name).toSorted(),
    text: sql => semantics.renameColumn(sql, from, to, table),
  }
}

const inOwnConstraint = (constraint: Constraint, { name, list }: Renaming): Constraint => {
  switch (constraint.kind) {
    case 'check':
      return constraint
    case 'not-null':
      return { ...constraint, column: name(constraint.column) }
    case 'exclusion':
      return { ...constraint, columns: list(constraint.columns) }
    case 'foreign-key':
      return {
        ...constraint,
        columns: list(constraint.columns),
        ...(constraint.onDeleteColumns && { onDeleteColumns: list(constraint.onDeleteColumns) }),
      }
    default:
      return { ...constraint, columns: list(constraint.columns), ...(constraint.include && { include: list(constraint.include) }) }
  }
}

/** Foreign keys of a table that point to the renamed column. */
const inReferences = (table: Table, { table: renamed, list }: Renaming): Table => {
  const pointsThere = (c: Constraint): boolean => c.kind === 'foreign-key' && keyOf(c.references) === keyOf(renamed)
  if (!table.constraints.some(pointsThere)) return table
  return {
    ...table,
    constraints: table.constraints.map(c =>
      c.kind === 'foreign-key' && pointsThere(c) ? { ...c, referencedColumns: list(c.referencedColumns) } : c,
    ),
  }
}

/** What of another table names the column: foreign keys, and sub-selects of policies. */
export const inOtherTable = (table: Table, renamed: Renaming): Table => {
  const { policies, ...referring } = inReferences(table, renamed)
  if (policies === undefined) return referring
  const text = columnRenamedElsewhere(renamed.table, renamed.from, renamed.to, table.name, renamed.semantics)
  return {
    ...referring,
    policies: policies.map(p => ({ ...p, ...(p.using && { using: text(p.using) }), ...(p.check && { check: text(p.check) }) })),
  }
}

/** Everything the server rewrites in the table itself: it refers to columns by number, so nothing breaks. */
export const inTable = (before: Table, renamed: Renaming): Table => {
  const { name, list, set, from, to, semantics } = renamed
  const table = inReferences(inTableTexts(before, renamed.text), renamed)
  const after: Table = {
    ...table,
    columns: table.columns.map(c => ({ ...c, name: name(c.name) })),
    constraints: table.constraints.map(c => inOwnConstraint(c, renamed)),
    indexes: table.indexes.map(i => ({
      ...i,
      parts: i.parts.map(part => (part.column === undefined ? part : { ...part, column: name(part.column) })),
      ...(i.include && { include: list(i.include) }),
    })),
    ...(table.triggers && { triggers: table.triggers.map(t => ({ ...t, columns: set(t.columns) })) }),
    ...(table.extendedStatistics && { extendedStatistics: table.extendedStatistics.map(s => ({ ...s, columns: set(s.columns) })) }),
    ...(table.partitioning && { partitioning: { ...table.partitioning, columns: list(table.partitioning.columns) } }),
    ...(table.publications && { publications: table.publications.map(p => ({ ...p, ...(p.columns && { columns: list(p.columns) }) })) }),
  }
  return withNamesKept(before, after, column => (column === to ? from : column), semantics)
}

export const inView = (view: View, renamed: Renaming): View => {
  const key = keyOf(renamed.table)
  const reads = view.reads[key]
  return reads === undefined
    ? view
    : { ...view, query: withoutIdleAlias(renamed.text(view.query), renamed.to), reads: { ...view.reads, [key]: renamed.set(reads) } }
}
