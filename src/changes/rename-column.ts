import { keyOf } from '../model/name.ts'
import { tableIn, type Column, type Table } from '../model/schema.ts'
import { columnsOfIndex, columnsUnderConstraint } from '../steps/dependents.ts'
import { applyStep } from '../steps/index.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { columnUnderView } from './column-under-view.ts'
import { carryDependents } from './dependents.ts'
import { dualWrites } from './dual-writes.ts'
import { noRowLacks } from './facts.ts'
import { codeDeployed, oldVersionDrained, usesColumn } from './gates.ts'
import { interimTriggers, routinesNaming, tooEarly, type InterimTrigger } from './interim-triggers.ts'
import {
  contract,
  draft,
  expand,
  migrate,
  type Candidate,
  type ChangeBehaviour,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
} from './recipe.ts'
import { fillColumn } from './fill-rows.ts'
import { helperName, splitNotNull } from './safely.ts'
import { instead, undone, type Bound } from './step-aside.ts'

type RenameColumn = ChangeOf<'rename-column'>

/** Both names exist while both application versions run, kept equal by a trigger; the old one goes when nobody uses it. */
const shadowColumn: Recipe<RenameColumn> = (change, context): Candidate | Refusal => {
  const recipe = 'shadow-column'
  const table = tableIn(context.schema, change.table)!
  const { from } = change
  if (context.isNew(table)) return { recipe, refused: 'no code knows the table yet: a plain rename does' }
  if (context.policy.triggers === 'never') return { recipe, refused: 'the team allows no triggers' }
  if (from.generated !== undefined)
    return {
      recipe,
      refused: `${from.name} is generated and cannot be written`,
      instead: 'add a second generated column, then drop the first',
    }
  if (from.identity !== undefined || from.ownedSequence !== undefined) {
    return {
      recipe,
      refused: `${from.name} draws its values from a sequence, which two columns cannot share`,
      instead: 'alias the attribute in the ORM, or rename in a maintenance window (--downtime)',
    }
  }
  const quote = context.engine.quoteIdentifier
  const bare: Column = {
    ...from,
    name: change.to,
    nullable: true,
    default: undefined,
    comment: undefined,
    grants: undefined,
    statisticsTarget: undefined,
    storage: undefined,
    compression: undefined,
  }
  const renamed: Step = { kind: 'rename-column', table: change.table, from: from.name, to: change.to }
  const carried = carryDependents(table, from, bare, context, { after: applyStep(renamed, context.schema, context.engine.semantics) })
  if (carried.blockers.length > 0) {
    return { recipe, refused: `${carried.blockers.join(', ')} cannot follow a copied column`, instead: instead(carried.blockers) }
  }
  const early = tooEarly(table, from.name, context)
  if (early.length > 0) {
    return {
      recipe,
      refused: `${early.join(', ')} would read ${from.name} before it is made equal to ${change.to}`,
      instead: `make it an AFTER trigger, or use a maintenance window (--downtime)`,
    }
  }
  if (carried.incoming.length > 0) {
    return {
      recipe,
      refused: `foreign keys point at it: ${carried.incoming.map(i => `${keyOf(i.table.name)}.${i.foreignKey.name}`).join(', ')}`,
      instead: 'alias the attribute in the ORM, or rename in a maintenance window (--downtime)',
    }
  }

  const sharedDefault =
    from.default !== undefined && !context.engine.isVolatile(from.default.sql, context.schema) ? from.default : undefined
  const name = helperName('zz_lockstep', table.name.name, change.to)
  const pairs = [
    {
      from: from.name,
      to: change.to,
      ...(sharedDefault === undefined ? {} : { fromDefault: sharedDefault.sql, toDefault: sharedDefault.sql }),
    },
  ]
  const trigger = { table: change.table, name, pairs } as const
  const together = `rename ${keyOf(table.name)}.${from.name}`
  const setDefault = (column: string): readonly DraftStep[] =>
    sharedDefault === undefined
      ? []
      : [draft({ kind: 'set-default', table: change.table, column, from: undefined, to: sharedDefault }, { together })]

  const [notNull, rest] = splitNotNull(carried.build)
  const watching = interimTriggers(table, from.name, change.to, context)
  const [goes, comes] = changeOver(carried.bound, watching, together)
  const opaque = routinesNaming(table, from.name, context)

  return {
    recipe,
    how: 'adds the new column beside the old one, keeps both equal by a trigger, copies the old rows in batches, and drops the old column when nobody uses it',
    alternative: `don't: alias the attribute in the ORM (${change.to} → ${from.name}); no gate, no DDL`,
    stages: [
      expand(
        draft(
          { kind: 'add-column', table: change.table, column: bare },
          {
            why: 'without value and default: no row is touched',
            together,
            rollback: { grade: 'exact', because: `all it holds is in ${from.name} too` },
          },
        ),
        ...setDefault(change.to),
        ...carried.attributes.map(d => ({ ...d, together })),
        draft(
          { kind: 'create-sync-trigger', ...trigger },
          { why: 'what either version writes, the other one reads', avoids: 'breaks-running-code', together },
        ),
        ...watching.flatMap(({ present, interim }) => [
          draft(
            { kind: 'drop-trigger', table: change.table, trigger: present },
            { why: `it has to fire for whoever writes ${change.to} too`, together },
          ),
          draft({ kind: 'create-trigger', table: change.table, trigger: interim }, { together }),
        ]),
      ),
      migrate(
        draft(fillColumn(table, change.to, quote(from.name), quote), {
          why: 'in batches, so that no row stays locked and no transaction grows old',
          avoids: 'blocks-writes',
          rollback: { grade: 'exact', because: 'the copy goes with its column', steps: [] },
        }),
        ...rest,
      ),
      contract(
        [
          usesColumn(change.table, change.to, from.name),
          oldVersionDrained(),
          ...opaque.map(routine =>
            codeDeployed(
              `The body of ${routine} names ${change.to} instead of ${from.name}, or does not mean ${keyOf(table.name)}.${from.name} at all`,
            ),
          ),
        ],
        ...goes,
        ...notNull.map(d => ({ ...d, together, apart: false })), // the proof stands: it rides along with the lock taken anyway
        draft(
          { kind: 'drop-sync-trigger', ...trigger },
          {
            why: 'one version is left',
            together,
            facts: [
              noRowLacks(table, `${quote(change.to)} IS DISTINCT FROM ${quote(from.name)}`, `lack ${change.to}`, context.engine, [
                from.name,
                change.to,
              ]),
            ],
            rollback: {
              grade: 'leaves residue',
              because: `${from.name} is copied back from ${change.to}, which has all its values; ${from.name} comes back as the last column`,
              steps: [
                { kind: 'create-sync-trigger', ...trigger },
                fillColumn(table, from.name, quote(change.to), quote),
                ...carryBack(table, from, context),
              ],
            },
          },
        ),
        draft(
          { kind: 'drop-column', table: change.table, column: from },
          {
            why: 'nobody reads or writes it any more',
            together,
            rollback: { grade: 'leaves residue', because: `${from.name} comes back as the last column`, steps: bringBack(table, from) },
          },
        ),
        ...carried.settle.map(d => ({ ...d, together })),
        ...comes,
      ),
    ],
    notes: carried.notes,
    matrix: [
      { version: 'old', stage: 1, holds: true, because: `${from.name} is there and the trigger keeps it equal to ${change.to}` },
      { version: 'new', stage: 1, holds: true, because: `${change.to} holds every row's value once the backfill is through` },
      { version: 'rolled back', stage: 1, holds: true, because: `what the new version wrote to ${change.to} is in ${from.name} too` },
      { version: 'old', stage: 2, holds: false, because: `${from.name} is gone: the gate before it says the old version is drained` },
      { version: 'new', stage: 2, holds: true, because: `it uses ${change.to} only` },
    ],
  }
}

const bringBack = (table: Table, from: Column): readonly Step[] => [
  { kind: 'add-column', table: table.name, column: { ...from, nullable: true, default: undefined } },
  ...(from.default === undefined
    ? []
    : [{ kind: 'set-default', table: table.name, column: from.name, from: undefined, to: from.default } as const]),
]

/** What vanished with the old column; the planner takes each apart into its safe sequence. */
const carryBack = (table: Table, from: Column, { engine: { semantics } }: RecipeContext): readonly Step[] => [
  ...table.indexes
    .filter(i => columnsOfIndex(i, semantics).includes(from.name))
    .map(index => ({ kind: 'create-index', table: table.name, index, online: true }) as const),
  ...(from.nullable ? [] : [{ kind: 'set-not-null', table: table.name, column: from.name } as const]),
  ...table.constraints
    .filter(c => c.kind !== 'not-null' && columnsUnderConstraint(c, semantics).includes(from.name))
    .map(constraint => ({ kind: 'add-constraint', table: table.name, constraint }) as const),
]

/**
 * What is bound to the old name, before and after the transaction that drops it. On the way back it changes over last of all:
 * by then the old column is filled and built, and nothing is ever missing.
 */
const changeOver = (
  bound: Bound,
  watching: readonly InterimTrigger[],
  together: string,
): readonly [goes: readonly DraftStep[], comes: readonly DraftStep[]] => {
  const present = bound.drop.map((step): Step => {
    const watched = step.kind === 'drop-trigger' ? watching.find(w => w.present.name === step.trigger.name) : undefined
    return watched === undefined ? step : ({ ...step, trigger: watched.interim } as Step)
  })
  const rollback = { grade: 'exact', because: 'it changes over again once the old column is whole', steps: [] } as const
  const drafts = [...undone(bound.create), ...undone(present)].map(step => draft(step, { together }))
  return [
    present.map((step, at) =>
      draft(step, {
        why: 'it comes back in this transaction, on the new name',
        together,
        rollback: at === 0 ? { ...rollback, drafts } : rollback,
      }),
    ),
    bound.create.map(step => draft(step, { together, rollback })),
  ]
}

/** Nobody runs against the table yet. */
const plain: Recipe<RenameColumn> = (change, context) => {
  const table = tableIn(context.schema, change.table)!
  if (!context.isNew(table))
    return {
      recipe: 'plain-rename',
      refused: `running code names ${change.from.name}: it would fail at once`,
      instead: 'let both names exist for a while',
    }
  return {
    recipe: 'plain-rename',
    how: 'renames the column: no code knows the table yet',
    stages: [expand(draft({ kind: 'rename-column', table: change.table, from: change.from.name, to: change.to }))],
  }
}

export const renameColumn: ChangeBehaviour<RenameColumn> = {
  recipes: [plain, columnUnderView, shadowColumn, dualWrites],
  direct: ({ table, from, to }) => [{ kind: 'rename-column', table, from: from.name, to }],
  describe: ({ table, from, to }) => `rename ${keyOf(table)}.${from.name} to ${to}`,
}
