import { keyOf, type Name } from '../model/name.ts'
import type { Constraint, Table, View } from '../model/schema.ts'
import { tokensOf } from './lexical.ts'
import { inTableTexts } from './sql-texts.ts'
import type { Semantics } from './step.ts'

/** A column's new name, and how to write it into names, lists and SQL text. */
export interface Renaming {
  readonly table: Name
  readonly to: string
  readonly name: (column: string) => string
  readonly list: <L extends readonly string[] | undefined>(columns: L) => L
  readonly text: (sql: string) => string
}

export const renaming = (table: Name, from: string, to: string, semantics: Semantics): Renaming => {
  const name = (column: string): string => (column === from ? to : column)
  return {
    table,
    to,
    name,
    list: columns => columns?.map(name) as typeof columns,
    text: sql => semantics.renameColumn(sql, from, to, table),
  }
}

const inOwnConstraint = (constraint: Constraint, { name, list }: Renaming): Constraint => {
  switch (constraint.kind) {
    case 'check': return constraint
    case 'not-null': return { ...constraint, column: name(constraint.column) }
    case 'exclusion': return { ...constraint, columns: list(constraint.columns) }
    case 'foreign-key': return { ...constraint, columns: list(constraint.columns), ...(constraint.onDeleteColumns && { onDeleteColumns: list(constraint.onDeleteColumns) }) }
    default: return { ...constraint, columns: list(constraint.columns), ...(constraint.include && { include: list(constraint.include) }) }
  }
}

/** Foreign keys of a table that point to the renamed column. */
export const inReferences = (table: Table, { table: renamed, list }: Renaming): Table => {
  const pointsThere = (c: Constraint): boolean => c.kind === 'foreign-key' && keyOf(c.references) === keyOf(renamed)
  if (!table.constraints.some(pointsThere)) return table
  return { ...table, constraints: table.constraints.map(c => (c.kind === 'foreign-key' && pointsThere(c) ? { ...c, referencedColumns: list(c.referencedColumns) } : c)) }
}

/** Everything the server rewrites in the table itself: it refers to columns by number, so nothing breaks. */
export const inTable = (before: Table, renamed: Renaming): Table => {
  const { name, list } = renamed
  const table = inReferences(inTableTexts(before, renamed.text), renamed)
  return {
    ...table,
    columns: table.columns.map(c => ({ ...c, name: name(c.name) })),
    constraints: table.constraints.map(c => inOwnConstraint(c, renamed)),
    indexes: table.indexes.map(i => ({
      ...i,
      parts: i.parts.map(part => (part.column === undefined ? part : { ...part, column: name(part.column) })),
      ...(i.include && { include: list(i.include) }),
    })),
    ...(table.triggers && { triggers: table.triggers.map(t => ({ ...t, columns: list(t.columns) })) }),
    ...(table.extendedStatistics && { extendedStatistics: table.extendedStatistics.map(s => ({ ...s, columns: list(s.columns) })) }),
    ...(table.partitioning && { partitioning: { ...table.partitioning, columns: list(table.partitioning.columns) } }),
    ...(table.publications && { publications: table.publications.map(p => ({ ...p, ...(p.columns && { columns: list(p.columns) }) })) }),
  }
}

/** The catalog prints no alias that says what the column is called anyway; a rename back leaves one. */
const withoutIdleAlias = (sql: string, column: string): string => {
  const tokens = tokensOf(sql)
  return tokens.reduceRight((done, token, at) => {
    const [is, alias] = [tokens[at + 1], tokens[at + 2]]
    if (token.name !== column || is?.name !== 'as' || alias?.name !== column || tokens[at - 1]?.text === '::') return done
    return done.slice(0, token.start + token.text.length) + done.slice(alias.start + alias.text.length)
  }, sql)
}

export const inView = (view: View, renamed: Renaming): View => {
  const key = keyOf(renamed.table)
  const reads = view.reads[key]
  return reads === undefined ? view : { ...view, query: withoutIdleAlias(renamed.text(view.query), renamed.to), reads: { ...view.reads, [key]: renamed.list(reads) } }
}
