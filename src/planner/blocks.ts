import type { DraftStep } from '../changes/recipe.ts'
import { keyOf, nameOf, sibling, type Name } from '../model/name.ts'
import type { Block, Statement } from '../plan/plan.ts'
import { applyStep, describeStep } from '../steps/index.ts'
import type { Step } from '../steps/step.ts'
import { isTakenByStatement, isViewMadeAnew, lockTargets, takesItsOwnLock } from './locks.ts'
import type { Placed } from './placed.ts'
import { advance, blockingLocks, isJob, isLong, type World } from './world.ts'

/** Statements that will share a transaction. */
export interface Group {
  readonly placed: readonly Placed[]
  readonly after: World
}

const place = (draft: DraftStep, before: World): Placed => {
  const effects = before.engine.effects(draft.step, before.schema)
  return {
    draft,
    before,
    long: isLong(effects, before),
    statement: {
      step: draft.step,
      description: describeStep(draft.step),
      ...(draft.why === undefined ? {} : { why: draft.why }),
      ...(draft.avoids === undefined ? {} : { avoids: draft.avoids }),
      effects,
      sql: before.engine.sql(draft.step, before.schema).map(({ arrivedWhen: _, ...sql }) => sql),
    },
  }
}

/** A table no running code knows: made by the step, or made before and called otherwise now. */
const unknownAfter = ({ draft: { step }, before }: Placed): string | undefined => {
  const isUnknown = (name: Name): boolean => before.unknownToCode.has(keyOf(name))
  switch (step.kind) {
    case 'create-table':
      return keyOf(step.table.name)
    case 'rename-table':
      return isUnknown(step.from) ? keyOf(sibling(step.from, step.to)) : undefined
    case 'set-table-schema':
      return isUnknown(step.from) ? keyOf(nameOf(step.from.name, step.to)) : undefined
    default:
      return undefined
  }
}

const after = (placed: Placed): World =>
  advance(placed.before, applyStep(placed.draft.step, placed.before.schema, placed.before.engine.semantics), unknownAfter(placed))

const lockedTables = (placed: readonly Placed[]): ReadonlySet<string> =>
  new Set(
    placed.flatMap(p =>
      blockingLocks(p.statement.effects, p.before)
        .filter(l => l.relationKind === 'table')
        .map(l => keyOf(l.relation)),
    ),
  )

/** More than two live tables in one transaction invite deadlocks with the application (product.md, lock acquisition). */
const maxLiveTables = 2

/** A repeated file finds the table it makes by its name and columns: what changes those stands in a file of its own. */
const reshapes: readonly Step['kind'][] = [
  'rename-table',
  'set-table-schema',
  'drop-table',
  'rename-column',
  'drop-column',
  'alter-column-type',
]

const mayJoin = (group: readonly Placed[], next: Placed): boolean => {
  const last = group.at(-1)!
  if (!next.statement.effects.transactional || !last.statement.effects.transactional) return false
  if (next.draft.together !== undefined && next.draft.together === last.draft.together) return true
  if (isViewMadeAnew([...group, next])) return true
  if (next.draft.apart === true || next.long || group.some(p => p.long)) return false
  if (next.draft.facts !== undefined) return false // facts are checked before the first lock of a transaction
  if (group.some(p => p.statement.step.kind === 'add-enum-value')) return next.statement.step.kind === 'add-enum-value' // unusable until commit
  if (takesItsOwnLock(next) || group.some(takesItsOwnLock)) return false
  if (
    [...group, next].filter(p => p.statement.step.kind === 'drop-constraint' && p.statement.step.constraint.kind === 'foreign-key').length >
    1
  )
    return false
  if (group.some(p => p.statement.step.kind === 'create-table') && reshapes.includes(next.statement.step.kind)) return false
  const tables = lockedTables([...group, next])
  return (
    tables.size <= maxLiveTables &&
    (tables.size <= 1 || lockedTables(group).size === tables.size || lockedTables([next]).size === tables.size)
  )
}

/** Cuts a list of steps into transactions: as few as keep the invariants. Throws `StepDoesNotApply`. */
export const groupSteps = (drafts: readonly DraftStep[], world: World): { readonly groups: readonly Group[]; readonly world: World } => {
  const groups: Group[] = []
  let current: Placed[] = []
  let now = world
  const close = (): void => {
    if (current.length > 0) groups.push({ placed: current, after: now })
    current = []
  }
  for (const draft of drafts) {
    const next = place(draft, now)
    if (current.length > 0 && !mayJoin(current, next)) close()
    current.push(next)
    now = after(next)
  }
  close()
  return { groups, world: now }
}

/** A name that is gone breaks nobody where the same transaction gives it to a view. */
const statementOf = ({ statement, before }: Placed, at: number, placed: readonly Placed[]): Statement => {
  const { step } = statement
  if (step.kind !== 'rename-table' && step.kind !== 'set-table-schema' && step.kind !== 'drop-view') return statement
  const gone = keyOf(step.kind === 'drop-view' ? step.view.name : step.from)
  const isGivenAnew = placed
    .slice(at + 1)
    .some(
      ({ statement: { step: next } }) =>
        (next.kind === 'create-view' && keyOf(next.view.name) === gone) ||
        (next.kind === 'rename-table' && keyOf(sibling(next.from, next.to)) === gone) ||
        (next.kind === 'set-table-schema' && keyOf(nameOf(next.from.name, next.to)) === gone),
    )
  const isUnknown = before.unknownToCode.has(gone)
  return isGivenAnew || isUnknown
    ? { ...statement, effects: { ...statement.effects, breaks: statement.effects.breaks.filter(b => b.kind !== 'missing-relation') } }
    : statement
}

export const blockOf = ({ placed }: Group): Block => {
  const transactional = placed.every(p => p.statement.effects.transactional)
  const job = placed.some(p => isJob(p.statement.effects, p.before)) || !transactional
  const witness = placed.find(p => p.draft.witness === true)?.statement.sql.at(-1)?.doneWhen
  return {
    transactional,
    class: job ? 'job' : 'start-up',
    facts: placed.flatMap(p => p.draft.facts ?? []),
    acquire: transactional ? lockTargets(placed) : [],
    acquireByStatement: transactional && isTakenByStatement(placed),
    statements: placed.map(statementOf),
    ...(witness === undefined ? {} : { doneWhen: witness }),
  }
}
