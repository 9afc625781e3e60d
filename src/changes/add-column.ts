import { keyOf } from '../model/name.ts'
import { tableIn, type Column, type Constraint, type Sequence, type Table } from '../model/schema.ts'
import type { DataFact } from '../steps/engine.ts'
import type { Step } from '../steps/step.ts'
import type { AddColumnChange } from './change.ts'
import { noRowLacks } from './facts.ts'
import { fillRows } from './fill-rows.ts'
import { oldVersionDrained, writesColumn } from './gates.ts'
import {
  draft,
  expand,
  migrate,
  type Candidate,
  type ChangeBehaviour,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
  type StageDraft,
} from './recipe.ts'
import { addConstraintSafely, setNotNullSafely } from './safely.ts'

/** What the column is like once it is there: its constraints see the table with it. */
const withColumn = (table: Table, column: Column): Table => ({ ...table, columns: [...table.columns, column] })

const constraintSteps = (change: AddColumnChange, table: Table, context: RecipeContext): readonly DraftStep[] =>
  (change.constraints ?? []).flatMap(constraint => addConstraintSafely(withColumn(table, change.column), constraint, context))

/** Nothing is read or rewritten: a column without value, or one whose default is the same for every row. */
const direct: Recipe<AddColumnChange> = (change, context): Candidate | Refusal => {
  const { column } = change
  const table = tableIn(context.schema, change.table)!
  const recipe = 'add-column'
  if (!context.isNew(table)) {
    if (isRequiredWithoutValue(change))
      return { recipe, refused: 'NOT NULL without a default: rows that exist have no value, and old code inserts none' }
    if (change.backfill !== undefined) return { recipe, refused: 'existing rows are to get a value of their own' }
    if (!context.isSmall(table)) {
      if (column.default !== undefined && context.engine.isVolatile(column.default.sql, context.schema))
        return { recipe, refused: 'a volatile default rewrites the table under an exclusive lock' }
      if (column.identity !== undefined || column.ownedSequence !== undefined)
        return { recipe, refused: 'numbering the existing rows rewrites the table under an exclusive lock' }
      if (column.generated?.stored === true)
        return {
          recipe,
          refused: 'a stored generated column rewrites the table under an exclusive lock',
          instead: storedGeneratedWayOut(context),
        }
      if (column.type.kind === 'domain' && column.default !== undefined)
        return { recipe, refused: 'a domain is checked against every row: the table is rewritten' }
    }
  }
  const constraints = constraintSteps(change, table, context)
  const first = draft(
    { kind: 'add-column', table: change.table, column },
    column.default === undefined ? {} : { why: 'the default is kept in the catalog: no row is touched' },
  )
  return { recipe, how: 'adds the column in one catalog-only step', stages: splitConstraints([first, ...sequenceFor(change)], constraints) }
}

/** Catalog-only constraint steps may ride along; long ones wait for the migrate phase. */
const splitConstraints = (before: readonly DraftStep[], constraints: readonly DraftStep[]): readonly StageDraft[] =>
  constraints.length === 0 ? [expand(...before)] : [expand(...before), migrate(...constraints)]

const storedGeneratedWayOut = (context: RecipeContext): string =>
  context.engine.can.virtualGenerated
    ? 'use a virtual generated column, an expression index, or a plain column with a backfill'
    : 'use a plain column with a backfill and a trigger, an expression index, or a view'

const isRequiredWithoutValue = ({ column }: AddColumnChange): boolean =>
  !column.nullable &&
  column.default === undefined &&
  column.identity === undefined &&
  column.generated === undefined &&
  column.ownedSequence === undefined

/** serial is a sequence of its own, owned by the column. */
const sequenceFor = ({ table, column }: AddColumnChange): readonly DraftStep[] =>
  column.ownedSequence === undefined ? [] : [draft({ kind: 'create-sequence', sequence: sequenceOf(table, column) })]

const sequenceOf = (table: AddColumnChange['table'], column: Column): Sequence => ({
  name: column.ownedSequence!,
  type: column.type.kind === 'smallint' ? 'smallint' : column.type.kind === 'integer' ? 'integer' : 'bigint',
  options: '',
  ownedBy: { table, column: column.name },
})

/** Rows that exist get their value in batches; new rows by the default, set apart from the column so that nothing is rewritten. */
const backfilled: Recipe<AddColumnChange> = (change, context): Candidate | Refusal => {
  const { column } = change
  const table = tableIn(context.schema, change.table)!
  const recipe = 'add-and-backfill'
  if (context.isNew(table)) return { recipe, refused: 'the table is new: there is nothing to backfill' }
  if (column.generated !== undefined)
    return { recipe, refused: 'a generated column cannot be written', instead: storedGeneratedWayOut(context) }
  if (column.identity !== undefined)
    return {
      recipe,
      refused: 'an identity column numbers its rows by itself',
      instead: 'add a column with a sequence default (serial), or state the table as small',
    }
  const value = change.backfill ?? column.default?.sql
  const needsWriter = isRequiredWithoutValue(change)
  if (value === undefined && !needsWriter) return { recipe, refused: 'there is no value to fill in' }

  const quoted = context.engine.quoteIdentifier(column.name)
  const bare: Column = { ...column, nullable: true, default: undefined }
  const after = withColumn(table, bare)
  const gate = needsWriter ? [writesColumn(change.table, column.name), oldVersionDrained()] : []
  const fact: DataFact = noRowLacks(after, `${quoted} IS NULL`, `lack ${column.name}`, context.engine)
  const fill = fillRows(table, [{ column: column.name, expression: value ?? 'NULL' }], `${quoted} IS NULL`)
  const steps: readonly DraftStep[] = [
    ...(value === undefined
      ? []
      : [
          draft(fill, {
            why: 'in batches, so that no row stays locked and no transaction grows old',
            avoids: 'blocks-writes',
            rollback: { grade: 'exact', because: 'the column goes with its own file', steps: [] },
          }),
        ]),
    ...(column.nullable ? [] : setNotNullSafely(after, column.name, context)),
    ...constraintSteps({ ...change, column: bare }, table, context),
  ]
  const first: readonly DraftStep[] = [
    ...sequenceFor(change).map(d => ({
      ...d,
      step: { ...d.step, sequence: { ...sequenceOf(change.table, column), ownedBy: undefined } } as Step,
    })),
    draft(
      { kind: 'add-column', table: change.table, column: bare },
      { why: 'without a value first: no row is touched', avoids: 'rewrites-table' },
    ),
    ...(column.default === undefined
      ? []
      : [
          draft(
            { kind: 'set-default', table: change.table, column: column.name, from: undefined, to: column.default },
            { why: 'binds new rows only', avoids: 'rewrites-table' },
          ),
        ]),
  ]
  const work: StageDraft = {
    ...migrate(...(value === undefined && steps[0] !== undefined ? [{ ...steps[0], facts: [fact] }, ...steps.slice(1)] : steps)),
    gate,
  }
  return {
    recipe,
    how: needsWriter
      ? 'adds the column without a value, waits for code that writes it, fills the rest in batches, then makes it required'
      : 'adds the column without a value and fills it in batches',
    stages: [expand(...first), work],
    matrix: [
      { version: 'old', stage: 0, holds: true, because: `${column.name} may be NULL: inserts that do not name it go on` },
      ...(needsWriter
        ? [
            {
              version: 'old' as const,
              stage: 1,
              holds: false,
              because: `inserts without ${column.name} are refused: the gate before it says the old version is drained`,
            },
          ]
        : []),
      { version: 'new', stage: 0, holds: true, because: `${column.name} is there` },
    ],
  }
}

export const addColumn: ChangeBehaviour<AddColumnChange> = {
  recipes: [direct, backfilled],
  direct: ({ table, column, constraints }) => [
    ...(column.ownedSequence === undefined
      ? []
      : [{ kind: 'create-sequence' as const, sequence: { ...sequenceOf(table, column), ownedBy: undefined } }]),
    { kind: 'add-column', table, column },
    ...(constraints ?? []).map((constraint: Constraint) => ({ kind: 'add-constraint' as const, table, constraint })),
  ],
  describe: ({ table, column }) => `add ${keyOf(table)}.${column.name}`,
}
