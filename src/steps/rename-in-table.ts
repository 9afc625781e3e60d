import { keyOf, type Name } from '../model/name.ts'
import type { Column, Constraint, Index, Table, View } from '../model/schema.ts'
import type { Semantics } from './step.ts'

/** A column's new name, and how to write it into names, lists and SQL text. */
export interface Renaming {
  readonly table: Name
  readonly name: (column: string) => string
  readonly list: <L extends readonly string[] | undefined>(columns: L) => L
  readonly text: <T extends string | undefined>(sql: T) => T
}

export const renaming = (table: Name, from: string, to: string, semantics: Semantics): Renaming => {
  const name = (column: string): string => (column === from ? to : column)
  return {
    table,
    name,
    list: columns => columns?.map(name) as typeof columns,
    text: sql => (sql === undefined ? sql : semantics.renameColumn(sql, from, to, table)) as typeof sql,
  }
}

const inColumn = (column: Column, { name, text }: Renaming): Column => ({
  ...column,
  name: name(column.name),
  ...(column.generated === undefined ? {} : { generated: { ...column.generated, expression: text(column.generated.expression) } }),
})

const inConstraint = (constraint: Constraint, owner: Table, renamed: Renaming): Constraint => {
  const { name, list, text } = renamed
  const isOwn = keyOf(owner.name) === keyOf(renamed.table)
  switch (constraint.kind) {
    case 'check': return isOwn ? { ...constraint, expression: text(constraint.expression) } : constraint
    case 'not-null': return isOwn ? { ...constraint, column: name(constraint.column) } : constraint
    case 'exclusion': return isOwn ? { ...constraint, columns: list(constraint.columns), definition: text(constraint.definition) } : constraint
    case 'foreign-key': return {
      ...constraint,
      columns: isOwn ? list(constraint.columns) : constraint.columns,
      referencedColumns: keyOf(constraint.references) === keyOf(renamed.table) ? list(constraint.referencedColumns) : constraint.referencedColumns,
    }
    default: return isOwn ? { ...constraint, columns: list(constraint.columns), ...(constraint.include && { include: list(constraint.include) }) } : constraint
  }
}

export const inIndex = (index: Index, { name, list, text }: Renaming): Index => ({
  ...index,
  parts: index.parts.map(part => (part.column === undefined ? { ...part, expression: text(part.expression) } : { ...part, column: name(part.column) })),
  ...(index.include && { include: list(index.include) }),
  ...(index.where === undefined ? {} : { where: text(index.where) }),
})

/** Everything the server rewrites in the table itself: it refers to columns by number, so nothing breaks. */
export const inTable = (table: Table, renamed: Renaming): Table => {
  const { list, text } = renamed
  return {
    ...table,
    columns: table.columns.map(c => inColumn(c, renamed)),
    constraints: table.constraints.map(c => inConstraint(c, table, renamed)),
    indexes: table.indexes.map(i => inIndex(i, renamed)),
    ...(table.triggers && { triggers: table.triggers.map(t => ({ ...t, columns: list(t.columns), definition: text(t.definition) })) }),
    ...(table.policies && { policies: table.policies.map(p => ({ ...p, using: text(p.using), check: text(p.check) })) }),
    ...(table.extendedStatistics && {
      extendedStatistics: table.extendedStatistics.map(s => ({ ...s, columns: list(s.columns), definition: text(s.definition) })),
    }),
    ...(table.partitioning && { partitioning: { ...table.partitioning, key: text(table.partitioning.key), columns: list(table.partitioning.columns) } }),
    ...(table.publications && { publications: table.publications.map(p => ({ ...p, ...(p.columns && { columns: list(p.columns) }) })) }),
  }
}

/** Foreign keys of other tables that point to the renamed column. */
export const inReferences = (table: Table, renamed: Renaming): Table =>
  table.constraints.some(c => c.kind === 'foreign-key' && keyOf(c.references) === keyOf(renamed.table))
    ? { ...table, constraints: table.constraints.map(c => inConstraint(c, table, renamed)) }
    : table

export const inView = (view: View, renamed: Renaming): View => {
  const key = keyOf(renamed.table)
  const reads = view.reads[key]
  return reads === undefined ? view : { ...view, query: renamed.text(view.query), reads: { ...view.reads, [key]: renamed.list(reads) } }
}
