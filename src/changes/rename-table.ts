import { keyOf, nameOf, sibling, type Name } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import type { Change, ChangeOf } from './change.ts'
import { oldVersionDrained, usesRelation } from './gates.ts'
import { contract, draft, expand, type Candidate, type ChangeBehaviour, type Recipe, type Refusal } from './recipe.ts'
import { dropShim, raiseShim, shimNotes, shimRefusal, type Shim } from './view-shim.ts'

/** A table that gets another name, or goes to another schema. */
interface Move {
  readonly from: Name
  readonly to: Name
  readonly step: Step
  readonly back: Step
}

/** The table has its new name at once; a view shows it under the old one until nobody uses that. */
const underView =
  <C extends Change>(moveOf: (change: C) => Move): Recipe<C> =>
  (change, context): Candidate | Refusal => {
    const recipe = 'view-shim'
    const { from, to, step, back } = moveOf(change)
    const table = tableIn(context.schema, from)!
    if (context.policy.shims === 'never')
      return {
        recipe,
        refused: 'the team allows no view that stands in for a table (shims: never)',
        instead: 'keep the name in the database and set it in the ORM, or use a maintenance window (--downtime)',
      }
    const refused = shimRefusal(table, context)
    if (refused !== undefined) return { recipe, ...refused }
    const shim: Shim = { name: from, table: { ...table, name: to }, columns: table.columns.map(({ name }) => ({ name, shows: name })) }
    const together = `rename ${keyOf(from)}`
    return {
      recipe,
      how: 'renames the table and shows it under its old name as a view, in one transaction; the view goes when nobody uses it',
      alternative: `don't: keep the name ${keyOf(from)} in the database and set it in the ORM; no gate, no DDL`,
      stages: [
        expand(
          ...raiseShim(
            shim,
            [
              draft(step, {
                why: 'from here on both names work',
                together,
                rollback: { grade: 'exact', because: 'every row is in the table', drafts: [draft(back, { together, witness: true })] },
              }),
            ],
            context,
            together,
          ),
        ),
        contract([usesRelation(to, from), oldVersionDrained()], dropShim(shim, context)),
      ],
      notes: [
        ...shimNotes(table, from, context),
        `Indexes, constraints and sequences of ${keyOf(to)} keep their names; rename them as changes of their own, if at all.`,
      ],
      matrix: [
        { version: 'old', stage: 0, holds: true, because: `${keyOf(from)} is a view that reads and writes the table` },
        { version: 'new', stage: 0, holds: true, because: `${keyOf(to)} is the table` },
        { version: 'rolled back', stage: 0, holds: true, because: 'both names reach the same rows' },
        { version: 'old', stage: 1, holds: false, because: `${keyOf(from)} is gone: the gate before it says the old version is drained` },
        { version: 'new', stage: 1, holds: true, because: `it uses ${keyOf(to)} only` },
      ],
    }
  }

/** Nobody runs against the table yet. */
const plainly =
  <C extends Change>(moveOf: (change: C) => Move): Recipe<C> =>
  (change, context) => {
    const recipe = 'plain-rename'
    const { from, step } = moveOf(change)
    if (!context.isNew(tableIn(context.schema, from)!))
      return { recipe, refused: `running code names ${keyOf(from)}: it would fail at once` }
    return { recipe, how: 'renames the table: no code knows it yet', stages: [expand(draft(step))] }
  }

const behaviour = <C extends Change>(moveOf: (change: C) => Move, describe: (change: C) => string): ChangeBehaviour<C> => ({
  recipes: [plainly(moveOf), underView(moveOf)],
  direct: change => [moveOf(change).step],
  describe,
})

export const renameTable = behaviour<ChangeOf<'rename-table'>>(
  ({ from, to }) => ({
    from,
    to: sibling(from, to),
    step: { kind: 'rename-table', from, to },
    back: { kind: 'rename-table', from: sibling(from, to), to: from.name },
  }),
  ({ from, to }) => `rename table ${keyOf(from)} to ${to}`,
)

export const moveTable = behaviour<ChangeOf<'move-table'>>(
  ({ from, to }) => ({
    from,
    to: nameOf(from.name, to),
    step: { kind: 'set-table-schema', from, to },
    back: { kind: 'set-table-schema', from: nameOf(from.name, to), to: from.schema },
  }),
  ({ from, to }) => `move table ${keyOf(from)} to ${to === undefined ? 'the schema the search path finds first' : `schema ${to}`}`,
)
