import { isSameName, keyOf, type Name } from '../model/name.ts'
import type { Check, Column, Constraint, ForeignKey, Index, IndexPart, Schema, Table } from '../model/schema.ts'
import { notNullOn } from '../steps/not-null.ts'
import type { Step } from '../steps/step.ts'
import { draft, type DraftStep, type RecipeContext } from './recipe.ts'
import { addConstraintSafely, createIndexSafely, helperName, setNotNullSafely } from './safely.ts'
import { boundTo, notesOn, type Bound } from './step-aside.ts'

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
  /** Views, policies, triggers, …: they step aside and come back on the new column, in the transaction that changes over. */
  readonly bound: Bound
  /** Objects that cannot follow; each named. A recipe refuses when there are any. */
  readonly blockers: readonly string[]
  /** What a reader should know of all that. */
  readonly notes: readonly string[]
}

const swapped = (columns: readonly string[], from: string, to: string): readonly string[] => columns.map(c => (c === from ? to : c))

export interface CarryOptions {
  /** Where definitions of what is bound to the column are read as they shall be; the schema as it is unless said otherwise. */
  readonly after?: Schema
  /** What becomes of SQL text over the column, besides its name. */
  readonly text?: (sql: string) => string
}

/** One place that knows all that hangs on a column. */
export const carryDependents = (
  table: Table,
  from: Column,
  to: Column,
  context: RecipeContext,
  { after = context.schema, text = sql => sql }: CarryOptions = {},
): Carried => {
  const { columnsOf, renameColumn } = context.engine.semantics
  const renamed = (expression: string): string => text(renameColumn(expression, from.name, to.name))
  const bound = boundTo(table, from.name, context, { after })
  const withTo: Table = { ...table, columns: [...table.columns.filter(c => c.name !== to.name), to] }

  const indexes = table.indexes.filter(index => indexColumns(index, columnsOf).includes(from.name))
  const indexCopies = indexes.map(index => ({ index, copy: copyIndex(index, from.name, to.name, renamed) }))
  const constraints = table.constraints.filter(c => constraintNames(c, columnsOf).includes(from.name) && c.kind !== 'not-null')
  const constraintCopies = constraints.map(constraint => ({ constraint, copy: copyConstraint(constraint, from.name, to.name, renamed) }))

  return {
    build: [
      ...indexCopies.flatMap(({ copy }) => createIndexSafely(withTo, copy, context)),
      ...(from.nullable || table.constraints.some(c => c.kind === 'primary-key' && c.columns.includes(from.name))
        ? []
        : setNotNullSafely(withTo, to.name, context)),
      ...constraintCopies.flatMap(({ copy }) => addConstraintSafely(withTo, copy, context)),
    ],
    settle: [
      ...indexCopies.map(({ index, copy }) => draft({ kind: 'rename-index', table: table.name, from: copy.name, to: index.name })),
      ...constraintCopies.map(({ constraint, copy }) =>
        draft({ kind: 'rename-constraint', table: table.name, from: copy.name, to: constraint.name }),
      ),
    ],
    attributes: attributesOf(table.name, from, to, context),
    incoming: incomingForeignKeys(table, from.name, context),
    bound,
    blockers: [...bound.obstacles, ...blockersOf(table, from, context)],
    notes: [...notesOn(bound), ...namesLost(table, from)],
  }
}

const indexColumns = (index: Index, columnsOf: (e: string) => readonly string[]): readonly string[] => [
  ...index.parts.flatMap(part => (part.column === undefined ? columnsOf(part.expression!) : [part.column])),
  ...(index.include ?? []),
  ...(index.where === undefined ? [] : columnsOf(index.where)),
]

const constraintNames = (constraint: Constraint, columnsOf: (e: string) => readonly string[]): readonly string[] => {
  switch (constraint.kind) {
    case 'check':
      return columnsOf(constraint.expression)
    case 'not-null':
      return [constraint.column]
    case 'primary-key':
    case 'unique':
      return [...constraint.columns, ...(constraint.include ?? [])]
    default:
      return constraint.columns
  }
}

const copyIndex = (index: Index, from: string, to: string, renamed: (e: string) => string): Index => ({
  ...index,
  name: helperName(index.name, to),
  parts: index.parts.map((part): IndexPart =>
    part.column === undefined
      ? { ...part, expression: renamed(part.expression!) }
      : { ...part, column: part.column === from ? to : part.column },
  ),
  ...(index.include === undefined ? {} : { include: swapped(index.include, from, to) }),
  ...(index.where === undefined ? {} : { where: renamed(index.where) }),
})

const copyConstraint = (constraint: Constraint, from: string, to: string, renamed: (e: string) => string): Constraint => {
  const name = helperName(constraint.name, to)
  switch (constraint.kind) {
    case 'check':
      return { ...constraint, name, expression: renamed(constraint.expression) } satisfies Check
    case 'not-null':
      return constraint
    case 'exclusion':
      return { ...constraint, name, definition: renamed(constraint.definition), columns: swapped(constraint.columns, from, to) }
    case 'foreign-key':
      return { ...constraint, name, columns: swapped(constraint.columns, from, to) }
    default:
      return {
        ...constraint,
        name,
        columns: swapped(constraint.columns, from, to),
        ...(constraint.include === undefined ? {} : { include: swapped(constraint.include, from, to) }),
      }
  }
}

const attributesOf = (table: Name, from: Column, to: Column, context: RecipeContext): readonly DraftStep[] => {
  const option = (name: 'statistics' | 'storage' | 'compression', value: string | undefined): readonly Step[] =>
    value === undefined ? [] : [{ kind: 'set-column-option', table, column: to.name, option: name, from: undefined, to: value }]
  const steps: readonly Step[] = [
    ...(from.comment === undefined
      ? []
      : [{ kind: 'set-comment', object: { on: 'column', table, name: to.name }, from: undefined, to: from.comment } as const]),
    ...option('statistics', from.statisticsTarget?.toString()),
    ...option('storage', from.storage),
    ...option('compression', context.engine.can.compression ? from.compression : undefined),
    ...(from.grants ?? []).map(grant => ({ kind: 'grant-privileges', table, column: to.name, grant }) as const),
  ]
  return steps.map(step => draft(step))
}

const incomingForeignKeys = (table: Table, column: string, context: RecipeContext): Carried['incoming'] =>
  context.schema.tables
    .values()
    .flatMap(other =>
      other.constraints.flatMap(c =>
        c.kind === 'foreign-key' && isSameName(c.references, table.name) && c.referencedColumns.includes(column)
          ? [{ table: other, foreignKey: c }]
          : [],
      ),
    )

/** PostgreSQL 18 names every NOT NULL; the one of the copy gets a name of its own, and the old one goes with its column. */
const namesLost = (table: Table, { name }: Column): readonly string[] => {
  const constraint = notNullOn(table, name)
  return constraint === undefined
    ? []
    : [`The name ${constraint.name} of the NOT NULL of ${keyOf(table.name)}.${name} goes with the old column.`]
}

/** What no copy of the column can take over. */
const blockersOf = (table: Table, { name }: Column, { isSmall }: RecipeContext): readonly string[] => [
  ...(table.partitionOf !== undefined || table.partitioning !== undefined ? ['the partition tree it belongs to'] : []),
  ...(isSmall(table)
    ? []
    : table.constraints
        .filter(c => c.kind === 'exclusion' && c.columns.includes(name))
        .map(c => `exclusion constraint ${c.name}, which cannot be built while writes go on`)),
]
