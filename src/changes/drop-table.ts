import { isSameName, keyOf, sibling } from '../model/name.ts'
import { tableIn, type ForeignKey, type Table } from '../model/schema.ts'
import { applyAll } from '../steps/index.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { oldVersionDrained, soakElapsed, stopsUsingRelation } from './gates.ts'
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
} from './recipe.ts'
import { helperName } from './safely.ts'

type DropTable = ChangeOf<'drop-table'>

/** Dropping a table locks every table it references exclusively: with several, its foreign keys go first, one transaction each. */
export const dropTableSafely = (table: Table, context: Pick<RecipeContext, 'isNew'>): readonly DraftStep[] => {
  const keys = table.constraints.filter(
    (c): c is ForeignKey => c.kind === 'foreign-key' && c.inherited !== true && !isSameName(c.references, table.name),
  )
  const parents = new Set(keys.map(key => keyOf(key.references)))
  const first = parents.size < 2 || context.isNew(table) ? [] : keys
  return [
    ...first.map(constraint =>
      draft(
        { kind: 'drop-constraint', table: table.name, constraint },
        { why: 'one referenced table at a time is locked', avoids: 'blocks-reads', apart: true },
      ),
    ),
    draft(
      { kind: 'drop-table', table: { ...table, constraints: table.constraints.filter(c => !first.some(key => key === c)) } },
      { apart: first.length > 0 },
    ),
  ]
}

/** What the server would not drop the table under. Things dropped earlier in the same file are gone from the schema by now. */
const holders = ({ table }: DropTable, { schema }: RecipeContext): readonly string[] => {
  const key = keyOf(table.name)
  return [
    ...schema.tables
      .values()
      .filter(t => !isSameName(t.name, table.name))
      .flatMap(t =>
        t.constraints.flatMap(c =>
          c.kind === 'foreign-key' && c.inherited !== true && isSameName(c.references, table.name)
            ? [`foreign key ${c.name} of ${keyOf(t.name)}`]
            : [],
        ),
      ),
    ...schema.views
      .values()
      .flatMap(v => (v.reads[key] === undefined ? [] : [`${v.materialized ? 'materialized view' : 'view'} ${keyOf(v.name)}`])),
    ...schema.routines.values().flatMap(r => (r.reads?.[key] === undefined ? [] : [`${r.kind} ${keyOf(r.name)}`])),
  ]
}

const refusal = (change: DropTable, context: RecipeContext, recipe: string): Refusal | undefined => {
  const { partitionOf, name } = change.table
  if (partitionOf !== undefined)
    return { recipe, refused: `it is a partition of ${keyOf(partitionOf.parent)}`, instead: `write .dropPartition('${keyOf(name)}')` }
  const held = holders(change, context)
  return held.length === 0
    ? undefined
    : {
        recipe,
        refused: `${held.join(', ')} ${held.length === 1 ? 'needs' : 'need'} it`,
        instead: 'drop or change these first, earlier in the same change file',
      }
}

const gate = ({ table }: DropTable) => [stopsUsingRelation(table.name), oldVersionDrained()]

const matrix = ({ table }: DropTable): Candidate['matrix'] => [
  { version: 'old', stage: 0, holds: false, because: `it names ${keyOf(table.name)}: the gate before it says the old version is drained` },
  { version: 'new', stage: 0, holds: true, because: `it neither reads nor writes ${keyOf(table.name)}` },
]

const softly: Recipe<DropTable> = (change, context): Candidate | Refusal => {
  const recipe = 'soft-drop'
  const table = tableIn(context.schema, change.table.name)!
  const refused = refusal(change, context, recipe)
  if (refused !== undefined) return refused
  if (!context.policy.softDrop) return { recipe, refused: 'the team drops at once (softDrop: false)' }
  if (context.isNew(table)) return { recipe, refused: 'no code knows the table yet' }
  const hidden = sibling(table.name, helperName(table.name.name, 'dropped'))
  const hide: Step = { kind: 'rename-table', from: table.name, to: hidden.name }
  const asHidden = tableIn(applyAll([hide], context.schema, context.engine.semantics), hidden)!
  return {
    recipe,
    how: `puts the table out of sight as ${hidden.name} once no code uses it, and drops it after a soak`,
    stages: [
      contract(
        gate(change),
        draft(hide, { why: 'whoever still uses it fails now, while renaming it back brings everything back', avoids: 'loses-data' }),
      ),
      contract(
        [soakElapsed()],
        ...dropTableSafely(asHidden, context).map(d => (d.step.kind === 'drop-table' ? { ...d, why: 'nobody missed it' } : d)),
      ),
    ],
    matrix: matrix(change),
  }
}

const atOnce: Recipe<DropTable> = (change, context): Candidate | Refusal => {
  const recipe = 'drop'
  const table = tableIn(context.schema, change.table.name)!
  const refused = refusal(change, context, recipe)
  if (refused !== undefined) return refused
  if (context.isNew(table))
    return { recipe, how: 'drops the table: no code knows it yet', stages: [expand(...dropTableSafely(table, context))] }
  if (context.policy.softDrop)
    return { recipe, refused: 'what is dropped at once cannot be brought back; the team wants a soak first (softDrop)' }
  return {
    recipe,
    how: 'drops the table once no code uses it',
    stages: [contract(gate(change), ...dropTableSafely(table, context))],
    matrix: matrix(change),
  }
}

export const dropTable: ChangeBehaviour<DropTable> = {
  recipes: [atOnce, softly],
  direct: ({ table }) => [{ kind: 'drop-table', table }],
  describe: ({ table }) => `drop table ${keyOf(table.name)}`,
}
