import { isSameName, keyOf, type Name } from '../model/name.ts'
import type { Check, Column, Constraint, ForeignKey, Index, IndexPart, Table } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import { draft, type DraftStep, type RecipeContext } from './recipe.ts'
import { addConstraintSafely, createIndexSafely, helperName, setNotNullSafely } from './safely.ts'

/** What hangs on a column and has to follow it to another one. */
export interface Carried {
  /** Builds the same things on the new column, under names of their own; online. */
  readonly build: readonly DraftStep[]
  /** Gives them their right names, once the old column and what hung on it are gone. */
  readonly settle: readonly DraftStep[]
  /** Catalog-only attributes of the column itself: comment, statistics target, grants, … */
  readonly attributes: readonly DraftStep[]
  /** Foreign keys of other tables that point at the old column; to be dropped before it. */
  readonly incoming: readonly { readonly table: Table; readonly foreignKey: ForeignKey }[]
  /** Objects that cannot follow; each named. A recipe refuses when there are any. */
  readonly blockers: readonly string[]
}

const swapped = (columns: readonly string[], from: string, to: string): readonly string[] => columns.map(c => (c === from ? to : c))

/** One place that knows all that hangs on a column. */
export const carryDependents = (table: Table, from: Column, to: Column, context: RecipeContext): Carried => {
  const { columnsOf, renameColumn } = context.engine.semantics
  const names = (expression: string): boolean => columnsOf(expression).includes(from.name)
  const renamed = (expression: string): string => renameColumn(expression, from.name, to.name)
  const withTo: Table = { ...table, columns: [...table.columns.filter(c => c.name !== to.name), to] }

  const indexes = table.indexes.filter(index => indexColumns(index, columnsOf).includes(from.name))
  const indexCopies = indexes.map(index => ({ index, copy: copyIndex(index, from.name, to.name, renamed) }))
  const constraints = table.constraints.filter(c => constraintNames(c, columnsOf).includes(from.name) && c.kind !== 'not-null')
  const constraintCopies = constraints.map(constraint => ({ constraint, copy: copyConstraint(constraint, from.name, to.name, renamed) }))

  return {
    build: [
      ...indexCopies.flatMap(({ copy }) => createIndexSafely(withTo, copy, context)),
      ...(from.nullable || table.constraints.some(c => c.kind === 'primary-key' && c.columns.includes(from.name)) ? [] : setNotNullSafely(withTo, to.name, context)),
      ...constraintCopies.flatMap(({ copy }) => addConstraintSafely(withTo, copy, context)),
    ],
    settle: [
      ...indexCopies.map(({ index, copy }) => draft({ kind: 'rename-index', table: table.name, from: copy.name, to: index.name })),
      ...constraintCopies.map(({ constraint, copy }) => draft({ kind: 'rename-constraint', table: table.name, from: copy.name, to: constraint.name })),
    ],
    attributes: attributesOf(table.name, from, to, context),
    incoming: incomingForeignKeys(table, from.name, context),
    blockers: blockersOf(table, from, names, context),
  }
}

const indexColumns = (index: Index, columnsOf: (e: string) => readonly string[]): readonly string[] => [
  ...index.parts.flatMap(part => (part.column === undefined ? columnsOf(part.expression!) : [part.column])),
  ...(index.include ?? []),
  ...(index.where === undefined ? [] : columnsOf(index.where)),
]

const constraintNames = (constraint: Constraint, columnsOf: (e: string) => readonly string[]): readonly string[] => {
  switch (constraint.kind) {
    case 'check': return columnsOf(constraint.expression)
    case 'not-null': return [constraint.column]
    case 'primary-key': case 'unique': return [...constraint.columns, ...(constraint.include ?? [])]
    default: return constraint.columns
  }
}

const copyIndex = (index: Index, from: string, to: string, renamed: (e: string) => string): Index => ({
  ...index,
  name: helperName(index.name, to),
  parts: index.parts.map((part): IndexPart => (part.column === undefined ? { ...part, expression: renamed(part.expression!) } : { ...part, column: part.column === from ? to : part.column })),
  ...(index.include === undefined ? {} : { include: swapped(index.include, from, to) }),
  ...(index.where === undefined ? {} : { where: renamed(index.where) }),
})

const copyConstraint = (constraint: Constraint, from: string, to: string, renamed: (e: string) => string): Constraint => {
  const name = helperName(constraint.name, to)
  switch (constraint.kind) {
    case 'check': return { ...constraint, name, expression: renamed(constraint.expression) } satisfies Check
    case 'not-null': return constraint
    case 'exclusion': return { ...constraint, name, definition: renamed(constraint.definition), columns: swapped(constraint.columns, from, to) }
    case 'foreign-key': return { ...constraint, name, columns: swapped(constraint.columns, from, to) }
    default: return { ...constraint, name, columns: swapped(constraint.columns, from, to), ...(constraint.include === undefined ? {} : { include: swapped(constraint.include, from, to) }) }
  }
}

const attributesOf = (table: Name, from: Column, to: Column, context: RecipeContext): readonly DraftStep[] => {
  const option = (name: 'statistics' | 'storage' | 'compression', value: string | undefined): readonly Step[] =>
    value === undefined ? [] : [{ kind: 'set-column-option', table, column: to.name, option: name, from: undefined, to: value }]
  const steps: readonly Step[] = [
    ...(from.comment === undefined ? [] : [{ kind: 'set-comment', object: { on: 'column', table, name: to.name }, from: undefined, to: from.comment } as const]),
    ...option('statistics', from.statisticsTarget?.toString()),
    ...option('storage', from.storage),
    ...option('compression', context.engine.can.compression ? from.compression : undefined),
    ...(from.grants ?? []).map(grant => ({ kind: 'grant-privileges', table, column: to.name, grant }) as const),
  ]
  return steps.map(step => draft(step))
}

const incomingForeignKeys = (table: Table, column: string, context: RecipeContext): Carried['incoming'] =>
  Object.values(context.schema.tables).flatMap(other =>
    other.constraints.flatMap(c => (c.kind === 'foreign-key' && isSameName(c.references, table.name) && c.referencedColumns.includes(column) ? [{ table: other, foreignKey: c }] : [])))

/** What the server ties to the column by its number, so that no copy of the column can take it over. */
const blockersOf = (table: Table, from: Column, names: (e: string) => boolean, context: RecipeContext): readonly string[] => {
  const column = from.name
  const readers = (reads: Readonly<Record<string, readonly string[]>> | undefined): boolean => reads?.[keyOf(table.name)]?.includes(column) === true
  return [
    ...Object.values(context.schema.views).filter(v => readers(v.reads)).map(v => `view ${keyOf(v.name)}`),
    ...Object.values(context.schema.routines).filter(r => readers(r.reads)).map(r => `function ${keyOf(r.name)}`),
    ...(table.policies ?? []).filter(p => [p.using, p.check].some(e => e !== undefined && names(e))).map(p => `policy ${p.name}`),
    ...(table.triggers ?? []).filter(t => t.columns.includes(column)).map(t => `trigger ${t.name}`),
    ...table.columns.filter(c => c.generated !== undefined && names(c.generated.expression)).map(c => `generated column ${c.name}`),
    ...(table.partitioning?.columns.includes(column) === true ? ['the partition key'] : []),
    ...(table.partitionOf !== undefined || table.partitioning !== undefined ? ['the partition tree it belongs to'] : []),
    ...(table.extendedStatistics ?? []).filter(s => s.columns.includes(column)).map(s => `extended statistics ${s.name}`),
    ...(table.publications ?? []).filter(p => p.columns?.includes(column) === true).map(p => `the column list of publication ${p.name}`),
    ...table.constraints.filter(c => c.kind === 'exclusion' && c.columns.includes(column)).map(c => `exclusion constraint ${c.name}`),
  ]
}
