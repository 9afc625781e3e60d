import { blockedBy, postgresLockModes, type Effects, type RelationLock, type Work } from '../model/effects.ts'
import { keyOf } from '../model/name.ts'
import type { Block, Statement, Unit } from '../plan/plan.ts'

const works: readonly Work[] = ['none', 'scan', 'index-build', 'rewrite']

/** Does the lock make the application wait? */
export const isBlocking = ({ mode }: RelationLock): boolean => blockedBy(mode).some(blocked => blocked !== 'schema changes')

/** The strongest lock and the heaviest work per relation, locks that block the application first. */
export function strongestLocks(effects: readonly Effects[]): readonly RelationLock[] {
  const found = new Map<string, RelationLock>()
  for (const lock of effects.flatMap(effect => effect.locks)) {
    const before = found.get(keyOf(lock.relation))
    found.set(keyOf(lock.relation), {
      ...lock,
      mode: before !== undefined && postgresLockModes.indexOf(before.mode) > postgresLockModes.indexOf(lock.mode) ? before.mode : lock.mode,
      work: before !== undefined && works.indexOf(before.work) > works.indexOf(lock.work) ? before.work : lock.work,
    })
  }
  return [...found.values()].toSorted((a, b) => postgresLockModes.indexOf(b.mode) - postgresLockModes.indexOf(a.mode))
}

export const locksOf = (block: Block): readonly RelationLock[] => strongestLocks(block.statements.map(statement => statement.effects))

/** The locks a reviewer is shown: those the application waits for, else the strongest. An index goes with its table. */
export function telling(block: Block): readonly RelationLock[] {
  const locks = locksOf(block)
  const blocking = locks.filter(isBlocking)
  const tables = blocking.filter(({ relationKind }) => relationKind !== 'index')
  return tables.length > 0 ? tables : blocking.length > 0 ? blocking : locks.slice(0, 1)
}

/** `reads, writes`; `nothing` when the application does not notice. */
export const blocksInWords = (lock: RelationLock): string => {
  const blocked = blockedBy(lock.mode).filter(each => each !== 'schema changes')
  return blocked.length === 0 ? 'nothing' : blocked.join(', ')
}

export const workInWords = (work: Work): string =>
  ({ none: 'catalog only', scan: 'reads every row', 'index-build': 'builds an index', rewrite: 'rewrites the table' })[work]

const isBackfill = ({ step }: Statement): boolean => step.kind === 'backfill'

/** What a file does to the data, in words: its heaviest work. */
export function unitWork({ up }: Unit): string {
  if (up.statements.some(isBackfill)) return 'updates rows in batches'
  const heaviest = Math.max(0, ...locksOf(up).map(lock => works.indexOf(lock.work)))
  return workInWords(works[heaviest] ?? 'none')
}
