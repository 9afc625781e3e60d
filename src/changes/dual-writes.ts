import { keyOf } from '../model/name.ts'
import { primaryKeyOf, tableIn, type Column, type Index, type Table } from '../model/schema.ts'
import { columnsOfIndex, columnsUnderConstraint } from '../steps/dependents.ts'
import { applyStep } from '../steps/index.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { carryDependents } from './dependents.ts'
import { fillColumn } from './fill-rows.ts'
import { codeDeployed, oldVersionDrained, usesColumn } from './gates.ts'
import { routinesNaming, tooEarly } from './interim-triggers.ts'
import {
  contract,
  draft,
  expand,
  migrate,
  type Candidate,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
} from './recipe.ts'
import { dropIndexSafely } from './safely.ts'
import { instead, undone } from './step-aside.ts'

type RenameColumn = ChangeOf<'rename-column'>

/** Without a trigger: the application itself writes both names for a while, which takes two more deploys. */
export const dualWrites: Recipe<RenameColumn> = (change, context): Candidate | Refusal => {
  const recipe = 'dual-writes'
  const table = tableIn(context.schema, change.table)!
  const { from, to } = change
  if (context.policy.triggers !== 'never')
    return { recipe, refused: 'a trigger keeps both names equal with two deploys less (triggers: never chooses this one)' }
  const hindrance = hindranceOf(table, change, context)
  if (hindrance !== undefined) return { recipe, ...hindrance }
  const bare: Column = {
    ...from,
    name: to,
    nullable: true,
    default: undefined,
    comment: undefined,
    grants: undefined,
    statisticsTarget: undefined,
    storage: undefined,
    compression: undefined,
  }
  const after = applyStep({ kind: 'rename-column', table: change.table, from: from.name, to }, context.schema, context.engine.semantics)
  const carried = carryDependents(table, from, bare, context, { after })
  if (carried.blockers.length > 0)
    return { recipe, refused: `${carried.blockers.join(', ')} cannot follow a copied column`, instead: instead(carried.blockers) }
  if (carried.incoming.length > 0) {
    return {
      recipe,
      refused: `foreign keys point at it: ${carried.incoming.map(i => `${keyOf(i.table.name)}.${i.foreignKey.name}`).join(', ')}`,
      instead: 'alias the attribute in the ORM, or rename in a maintenance window (--downtime)',
    }
  }
  const path = `${keyOf(change.table)}.${from.name}`
  const opaque = routinesNaming(table, from.name, context)
  const setDefault: readonly DraftStep[] =
    from.default === undefined
      ? []
      : [draft({ kind: 'set-default', table: change.table, column: to, from: undefined, to: from.default }, { together: `rename ${path}` })]
  const handing = handOver(table, change, carried.bound, context)
  const bothRead = codeDeployed(
    `Code that reads ${to} and still writes both ${to} and ${from.name}, with the same value, is deployed everywhere`,
    // Not `use-column`, which would have the application forget the old name: whoever goes back from here reads that again.
    { kind: 'always-write-column', table: change.table, column: from.name, from: to },
  )
  return {
    recipe,
    how: 'adds the new column, lets the application write both names, copies the old rows in batches, lets it read the new name, and drops the old column when nobody uses it; no trigger',
    alternative: `don't: alias the attribute in the ORM (${to} → ${from.name}); no gate, no DDL`,
    stages: [
      expand(
        draft(
          { kind: 'add-column', table: change.table, column: bare },
          {
            why: 'without value and default: no row is touched',
            together: `rename ${path}`,
            rollback: { grade: 'exact', because: `all it holds is in ${from.name} too` },
          },
        ),
        ...setDefault,
        ...carried.attributes.map(d => ({ ...d, together: `rename ${path}` })),
      ),
      {
        ...migrate(
          draft(fill(table, to, from.name, context), {
            why: 'in batches; from here on both names hold the same',
            avoids: 'blocks-writes',
            rollback: { grade: 'exact', because: 'the copy goes with its column', steps: [] },
          }),
          ...carried.build,
        ),
        gate: [
          codeDeployed(
            `Code that writes ${to} wherever it writes ${from.name}, with the same value in the same statement, and still reads ${from.name}, is deployed everywhere`,
            { kind: 'always-write-column', table: change.table, column: to, from: from.name },
          ),
          oldVersionDrained(),
        ],
      },
      ...(handing.length === 0 ? [] : [contract([bothRead, oldVersionDrained(), ...opaque.map(bodyReads(path, to))], ...handing)]),
      contract(
        [
          ...(handing.length === 0 ? [bothRead, ...opaque.map(bodyReads(path, to))] : []),
          usesColumn(change.table, to, from.name),
          oldVersionDrained(),
        ],
        draft(
          { kind: 'drop-column', table: change.table, column: from },
          {
            why: 'nobody reads or writes it any more',
            together: `drop ${path}`,
            rollback: {
              grade: 'leaves residue',
              because: `${from.name} is copied back from ${to}, which has all its values; ${from.name} comes back as the last column`,
              steps: bringBack(table, from, to, context),
            },
          },
        ),
        ...carried.settle.map(d => ({ ...d, together: `drop ${path}` })),
      ),
    ],
    notes: [
      ...carried.notes,
      `No trigger keeps ${from.name} and ${to} equal: every writer must write both (application, scripts, other services, bulk loads). What writes only one of them before the last deploy loses its value.`,
      ...(handing.length > 0
        ? []
        : [
            `The last gate is two deploys, one after the other: first code that reads ${to} and writes both, then code that uses ${to} only. Before going back from the last one, copy ${to} to ${from.name}.`,
          ]),
    ],
    matrix: [
      { version: 'old', stage: 0, holds: true, because: `${from.name} is there; ${to} may be NULL` },
      {
        version: 'old',
        stage: 1,
        holds: false,
        because: `what it writes to ${from.name} would not reach ${to}: the gate before it says it is drained`,
      },
      { version: 'new', stage: 1, holds: true, because: `${to} holds every row's value, as long as every writer writes both` },
    ],
  }
}

const bodyReads = (path: string, to: string) => (routine: string) =>
  codeDeployed(`The body of ${routine} names ${to} instead of ${path}, or does not mean it at all`)

const fill = (table: Table, set: string, from: string, { engine: { quoteIdentifier: quote } }: RecipeContext): Step =>
  fillColumn(table, set, quote(from), quote)

const hindranceOf = (table: Table, { from, to }: RenameColumn, context: RecipeContext): Omit<Refusal, 'recipe'> | undefined => {
  const otherwise = 'alias the attribute in the ORM, or rename in a maintenance window (--downtime)'
  if (context.isNew(table)) return { refused: 'no code knows the table yet: a plain rename does' }
  if (from.generated !== undefined)
    return { refused: `${from.name} is generated and cannot be written`, instead: 'add a second generated column, then drop the first' }
  if (from.identity !== undefined || from.ownedSequence !== undefined)
    return { refused: `${from.name} draws its values from a sequence, which two columns cannot share`, instead: otherwise }
  if (from.default !== undefined && context.engine.isVolatile(from.default.sql, context.schema))
    return { refused: `the default of ${from.name} gives another value to each of two columns`, instead: otherwise }
  if (primaryKeyOf(table)?.columns.includes(from.name) === true)
    return { refused: `${from.name} is in the primary key`, instead: otherwise }
  const early = tooEarly(table, from.name, context)
  return early.length === 0
    ? undefined
    : {
        refused: `${early.join(', ')} would read ${from.name} where only ${to} is written`,
        instead: 'make it an AFTER trigger, or use a maintenance window (--downtime)',
      }
}

const uniqueOver = (table: Table, column: string, { engine: { semantics } }: RecipeContext): readonly Index[] =>
  table.indexes.filter(i => i.unique && columnsOfIndex(i, semantics).includes(column))

/** While everybody writes both: whatever binds writers by the old name lets go of it, or the next code could not write. */
const handOver = (
  table: Table,
  { from, to }: RenameColumn,
  bound: ReturnType<typeof carryDependents>['bound'],
  context: RecipeContext,
): readonly DraftStep[] => {
  const together = `hand over ${keyOf(table.name)}.${from.name}`
  const constraints = table.constraints.filter(
    c => c.kind !== 'not-null' && columnsUnderConstraint(c, context.engine.semantics).includes(from.name),
  )
  const back = { grade: 'exact', because: `it changes over again once ${from.name} is whole`, steps: [] } as const
  const again = [...undone(bound.create), ...undone(bound.drop)].map(step => draft(step, { together }))
  const drafts: readonly DraftStep[] = [
    ...bound.drop.map((step, at) =>
      draft(step, { why: 'it comes back in this transaction, on the new name', rollback: at === 0 ? { ...back, drafts: again } : back }),
    ),
    ...constraints.map(constraint => draft({ kind: 'drop-constraint', table: table.name, constraint }, { why: `its twin on ${to} holds` })),
    ...(from.nullable
      ? []
      : [draft({ kind: 'drop-not-null', table: table.name, column: from.name }, { why: `code that writes ${to} only leaves it empty` })]),
    ...bound.create.map(step => draft(step, { rollback: back })),
  ].map(d => ({ ...d, together }))
  const unique = uniqueOver(table, from.name, context).flatMap(index => dropIndexSafely(table, index, context))
  const refill = fill(table, from.name, to, context)
  const all = [...unique, ...drafts]
  return all.map((d, at) => {
    if (at < all.length - 1) return d
    const own: readonly Step[] =
      d.rollback?.steps ??
      (d.step.kind === 'drop-constraint'
        ? [{ kind: 'add-constraint', table: table.name, constraint: d.step.constraint }]
        : d.step.kind === 'drop-not-null'
          ? [{ kind: 'set-not-null', table: table.name, column: from.name }]
          : d.step.kind === 'drop-index'
            ? [{ ...d.step, kind: 'create-index' }]
            : [])
    return d.rollback?.drafts !== undefined
      ? { ...d, rollback: { ...d.rollback, drafts: [draft(refill), ...d.rollback.drafts] } }
      : { ...d, rollback: { grade: 'exact', because: `${from.name} is copied back from ${to} first`, steps: [refill, ...own] } }
  })
}

const bringBack = (table: Table, from: Column, to: string, context: RecipeContext): readonly Step[] => [
  { kind: 'add-column', table: table.name, column: { ...from, nullable: true, default: undefined } },
  ...(from.default === undefined
    ? []
    : [{ kind: 'set-default', table: table.name, column: from.name, from: undefined, to: from.default } as const]),
  fill(table, from.name, to, context),
  ...table.indexes
    .filter(i => !i.unique && columnsOfIndex(i, context.engine.semantics).includes(from.name))
    .map(index => ({ kind: 'create-index', table: table.name, index, online: true }) as const),
]
