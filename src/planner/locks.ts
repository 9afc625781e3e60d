import { postgresLockModes, type RelationLock } from '../model/effects.ts'
import { keyOf } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { LockTarget } from '../steps/engine.ts'
import type { Placed } from './placed.ts'
import { blockingLocks, existed } from './world.ts'

const stronger = (a: RelationLock, b: RelationLock): RelationLock =>
  postgresLockModes.indexOf(a.mode) >= postgresLockModes.indexOf(b.mode) ? a : b

/** LOCK TABLE exists for tables only: an index, a sequence or a view is locked by the DDL itself, tried in the head. */
export const takesItsOwnLock = (placed: Placed): boolean => {
  const locks = blockingLocks(placed.statement.effects, placed.before)
  return locks.length > 0 && locks.every(lock => lock.relationKind !== 'table')
}

/** A view that is dropped and made again at once: whoever reads it must not find it gone in between. */
export const isViewMadeAnew = ([first, second, third]: readonly Placed[]): boolean => {
  if (first === undefined || second === undefined || third !== undefined) return false
  const [drop, create] = [first.statement.step, second.statement.step]
  return (
    drop.kind === 'drop-view' &&
    create.kind === 'create-view' &&
    !drop.view.materialized &&
    keyOf(drop.view.name) === keyOf(create.view.name)
  )
}

/** Is the lock taken by the first statement itself? */
export const isTakenByStatement = (placed: readonly Placed[]): boolean => placed.every(takesItsOwnLock) || isViewMadeAnew(placed)

/** Strongest blocking lock per relation, in the order they have to be taken: referenced tables before those that reference them. */
export const lockTargets = (placed: readonly Placed[]): readonly LockTarget[] => {
  const strongest = new Map<string, RelationLock>()
  const isByStatement = isTakenByStatement(placed)
  for (const p of placed) {
    if (p.statement.step.kind === 'execute-sql') continue // what it needs is unknown, and more than that would only be held longer
    const locks = blockingLocks(p.statement.effects, p.before)
    const wanted = isByStatement ? locks : locks.filter(lock => lock.relationKind === 'table')
    for (const lock of wanted) {
      const key = keyOf(lock.relation)
      if (!existed(lock, placed[0]!.before.schema)) continue // made by an earlier statement of the same transaction: nobody's yet
      const known = strongest.get(key)
      strongest.set(key, known === undefined ? lock : stronger(known, lock))
    }
  }
  const schema = placed.at(-1)!.before.schema
  const targets = [...strongest.entries()].map(([key, { relation, relationKind, mode }]) => ({
    key,
    target: { relation, relationKind, mode },
  }))
  return targets.sort((a, b) => compareOrder(a.key, b.key, placed, schema)).map(t => t.target)
}

const references = (child: string, parent: string, placed: readonly Placed[], schema: Schema): boolean =>
  schema.tables.get(child)?.constraints.some(c => c.kind === 'foreign-key' && keyOf(c.references) === parent) === true ||
  placed.some(
    ({ statement: { step } }) =>
      step.kind === 'add-constraint' &&
      step.constraint.kind === 'foreign-key' &&
      keyOf(step.table) === child &&
      keyOf(step.constraint.references) === parent,
  )

const compareOrder = (a: string, b: string, placed: readonly Placed[], schema: Schema): number => {
  const [aOnB, bOnA] = [references(a, b, placed, schema), references(b, a, placed, schema)]
  if (aOnB !== bOnA) return aOnB ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}
