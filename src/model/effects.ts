import type { Name } from './name.ts'

/** PostgreSQL's table-level lock modes, weakest first (manual, 13.3.1). */
export const postgresLockModes = [
  'access share',
  'row share',
  'row exclusive',
  'share update exclusive',
  'share',
  'share row exclusive',
  'exclusive',
  'access exclusive',
] as const
export type LockMode = (typeof postgresLockModes)[number]

export type Blocked = 'reads' | 'writes' | 'schema changes'
export type Work = 'none' | 'scan' | 'index-build' | 'rewrite'

/**
 * What application statements wait while a lock is held (PostgreSQL manual, 13.3.1): plain reads take `access share`,
 * writes `row exclusive`, everything that changes the table's shape at least `share update exclusive`.
 */
export function blockedBy(mode: LockMode): readonly Blocked[] {
  const strength = postgresLockModes.indexOf(mode)
  const weakest: Readonly<Record<Blocked, LockMode>> = {
    reads: 'access exclusive',
    writes: 'share',
    'schema changes': 'share update exclusive',
  }
  return (Object.keys(weakest) as Blocked[]).filter(blocked => strength >= postgresLockModes.indexOf(weakest[blocked]))
}

/** A lock a step takes on one relation, and what it does to it meanwhile. */
export interface RelationLock {
  readonly relation: Name
  readonly relationKind: 'table' | 'index' | 'view' | 'materialized-view' | 'sequence'
  readonly mode: LockMode
  /** The heaviest thing done to this relation while the lock is held. */
  readonly work: Work
}

/** What running application code meets, by postgres.md 1.6. */
export interface Breakage {
  readonly kind:
    'cached-plan' | 'missing-column' | 'missing-relation' | 'rejected-write' | 'unexpected-null' | 'duplicate-columns' | 'changed-meaning'
  /** One sentence, lower case, no full stop: `statements naming users.name fail with 42703`. */
  readonly what: string
  /** True where preparing the statement again, outside a transaction, is enough. */
  readonly heals: boolean
}

export type Hazard =
  'blocks-reads' | 'blocks-writes' | 'scans-table' | 'rewrites-table' | 'loses-data' | 'breaks-running-code' | 'cannot-roll-back'

/** Everything a statement does besides changing the catalog. The one truth about hazards. */
export interface Effects {
  readonly locks: readonly RelationLock[]
  /** May it run inside a transaction block? */
  readonly transactional: boolean
  readonly breaks: readonly Breakage[]
  /** Rows are read or written in proportion to the table: it belongs in a job, not in a start-up. */
  readonly long: boolean
  /** Rejects the statement as it stands: the server would raise this. */
  readonly fails?: string
}
