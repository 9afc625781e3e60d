import { isSameName, keyOf } from '../model/name.ts'
import { tableIn, type Column, type Table } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { oldVersionDrained, soakElapsed, stopsUsingColumn } from './gates.ts'
import {
  contract,
  draft,
  expand,
  type Candidate,
  type ChangeBehaviour,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
  type StageDraft,
} from './recipe.ts'
import { helperName } from './safely.ts'

type DropColumn = ChangeOf<'drop-column'>

const needsValue = (column: Column): boolean =>
  !column.nullable && column.default === undefined && column.identity === undefined && column.generated === undefined

/** New code no longer writes the column: its inserts must pass before the column goes. */
const relax = ({ table, column }: DropColumn): readonly StageDraft[] =>
  needsValue(column)
    ? [
        expand(
          draft(
            { kind: 'drop-not-null', table, column: column.name },
            {
              why: 'code that no longer writes the column must be able to insert',
              avoids: 'breaks-running-code',
              rollback: {
                grade: 'leaves residue',
                steps: [],
                because: `${column.name} stays optional, which old code does not see; make it required again once no row lacks a value`,
                residue: [{ what: `${keyOf(table)}.${column.name}: not null` }],
              },
            },
          ),
        ),
      ]
    : []

/** Foreign keys go first, one at a time: dropping them with the column would hold an exclusive lock on every referenced table at once. */
const foreignKeysFirst = (table: Table, column: string): readonly DraftStep[] => {
  const keys = table.constraints.filter(c => c.kind === 'foreign-key' && c.columns.includes(column))
  const elsewhere = new Set(
    keys.flatMap(c => (c.kind === 'foreign-key' && !isSameName(c.references, table.name) ? [keyOf(c.references)] : [])),
  )
  return elsewhere.size < 2
    ? []
    : keys.map(constraint =>
        draft({ kind: 'drop-constraint', table: table.name, constraint }, { why: 'one referenced table at a time is locked', apart: true }),
      )
}

const gate = ({ table, column }: DropColumn): StageDraft['gate'] => [stopsUsingColumn(table, column.name), oldVersionDrained()]

/** References from elsewhere pin the column; so does a key it is part of. */
const refusal = (change: DropColumn, context: RecipeContext, recipe: string): Refusal | undefined => {
  const pointing = context.schema.tables
    .values()
    .flatMap(t =>
      t.constraints.flatMap(c =>
        c.kind === 'foreign-key' &&
        isSameName(c.references, change.table) &&
        c.referencedColumns.includes(change.column.name) &&
        !isSameName(t.name, change.table)
          ? [`${keyOf(t.name)}.${c.name}`]
          : [],
      ),
    )
  return pointing.length === 0
    ? undefined
    : {
        recipe,
        refused: `foreign keys point at it: ${pointing.join(', ')}`,
        instead: 'drop those foreign keys first, in the same change file',
      }
}

const drop = (change: DropColumn, column: Column): Step => ({ kind: 'drop-column', table: change.table, column })

const softly: Recipe<DropColumn> = (change, context): Candidate | Refusal => {
  const recipe = 'soft-drop'
  const table = tableIn(context.schema, change.table)!
  const refused = refusal(change, context, recipe)
  if (refused !== undefined) return refused
  if (!context.policy.softDrop) return { recipe, refused: 'the team drops at once (softDrop: false)' }
  if (context.isNew(table)) return { recipe, refused: 'no code knows the table yet' }
  const { column } = change
  const hidden: Column = { ...column, name: helperName(column.name, 'dropped'), nullable: column.nullable || needsValue(column) }
  return {
    recipe,
    how: 'puts the column out of sight under another name once no code uses it, and drops it after a soak',
    stages: [
      ...relax(change),
      contract(
        gate(change),
        draft(
          { kind: 'rename-column', table: change.table, from: column.name, to: hidden.name },
          { why: 'whoever still uses it fails now, while renaming it back brings everything back', avoids: 'loses-data' },
        ),
      ),
      contract(
        [soakElapsed()],
        ...foreignKeysFirst(table, column.name).map(d => renamedKey(d, column.name, hidden.name)),
        draft(drop(change, hidden), { why: 'nobody missed it' }),
      ),
    ],
    matrix: matrix(change, relax(change).length),
  }
}

/** The foreign key as it stands once its column has been put out of sight. */
const renamedKey = (d: DraftStep, from: string, to: string): DraftStep =>
  d.step.kind === 'drop-constraint' && d.step.constraint.kind === 'foreign-key'
    ? {
        ...d,
        step: { ...d.step, constraint: { ...d.step.constraint, columns: d.step.constraint.columns.map(c => (c === from ? to : c)) } },
      }
    : d

const atOnce: Recipe<DropColumn> = (change, context): Candidate | Refusal => {
  const recipe = 'drop'
  const table = tableIn(context.schema, change.table)!
  const refused = refusal(change, context, recipe)
  if (refused !== undefined) return refused
  if (context.isNew(table))
    return { recipe, how: 'drops the column: no code knows the table yet', stages: [expand(draft(drop(change, change.column)))] }
  if (context.policy.softDrop)
    return { recipe, refused: 'what is dropped at once cannot be brought back; the team wants a soak first (softDrop)' }
  const relaxed = { ...change.column, nullable: change.column.nullable || needsValue(change.column) }
  return {
    recipe,
    how: 'drops the column once no code uses it',
    stages: [
      ...relax(change),
      contract(
        gate(change),
        ...foreignKeysFirst(table, change.column.name),
        draft(drop(change, relaxed), { why: 'no code uses it any more' }),
      ),
    ],
    matrix: matrix(change, relax(change).length),
  }
}

const matrix = ({ column }: DropColumn, at: number): Candidate['matrix'] => [
  { version: 'old', stage: at, holds: false, because: `it names ${column.name}: the gate before it says the old version is drained` },
  { version: 'new', stage: at, holds: true, because: `it neither reads nor writes ${column.name}` },
]

export const dropColumn: ChangeBehaviour<DropColumn> = {
  recipes: [atOnce, softly],
  direct: change => [drop(change, change.column)],
  describe: ({ table, column }) => `drop ${keyOf(table)}.${column.name}`,
}
