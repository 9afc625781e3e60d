import type { DraftStep } from '../changes/recipe.ts'
import { keyOf } from '../model/name.ts'
import type { Block } from '../plan/plan.ts'
import { applyStep, describeStep } from '../steps/index.ts'
import { lockTargets, takesItsOwnLock } from './locks.ts'
import type { Placed } from './placed.ts'
import { advance, blockingLocks, isLong, type World } from './world.ts'

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
      sql: before.engine.sql(draft.step, before.schema),
    },
  }
}

const after = ({ draft: { step }, before }: Placed): World =>
  advance(before, applyStep(step, before.schema, before.engine.semantics), step.kind === 'create-table' ? keyOf(step.table.name) : undefined)

const lockedTables = (placed: readonly Placed[]): ReadonlySet<string> =>
  new Set(placed.flatMap(p => blockingLocks(p.statement.effects, p.before).filter(l => l.relationKind === 'table').map(l => keyOf(l.relation))))

/** More than two live tables in one transaction invite deadlocks with the application (product.md, lock acquisition). */
const maxLiveTables = 2

const mayJoin = (group: readonly Placed[], next: Placed): boolean => {
  const last = group.at(-1)!
  if (!next.statement.effects.transactional || !last.statement.effects.transactional) return false
  if (next.draft.together !== undefined && next.draft.together === last.draft.together) return true
  if (next.draft.apart === true || next.long || group.some(p => p.long)) return false
  if (next.draft.facts !== undefined) return false // facts are checked before the first lock of a transaction
  if (group.some(p => p.statement.step.kind === 'add-enum-value')) return next.statement.step.kind === 'add-enum-value' // unusable until commit
  if (takesItsOwnLock(next) || group.some(takesItsOwnLock)) return false
  if ([...group, next].filter(p => p.statement.step.kind === 'drop-constraint' && p.statement.step.constraint.kind === 'foreign-key').length > 1) return false
  const tables = lockedTables([...group, next])
  return tables.size <= maxLiveTables && (tables.size <= 1 || lockedTables(group).size === tables.size || lockedTables([next]).size === tables.size)
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

export const blockOf = ({ placed }: Group): Block => {
  const transactional = placed.every(p => p.statement.effects.transactional)
  const job = placed.some(p => p.long) || !transactional
  const witness = placed.find(p => p.draft.witness === true)?.statement.sql.at(-1)?.doneWhen
  return {
    transactional,
    class: job ? 'job' : 'start-up',
    facts: placed.flatMap(p => p.draft.facts ?? []),
    acquire: transactional && !job ? lockTargets(placed) : [],
    acquireByStatement: transactional && !job && placed.every(takesItsOwnLock),
    statements: placed.map(p => p.statement),
    ...(witness === undefined ? {} : { doneWhen: witness }),
  }
}

