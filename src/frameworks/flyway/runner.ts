import type { Block } from '../../plan/plan.ts'
import type { Engine } from '../../steps/engine.ts'

/**
 * Flyway's own lock is by default a transaction held open beside the script, and a concurrent build waits for it
 * for ever (seen with Flyway 11; 9, 12 and 13 hold the same lock). The script sees that lock of another session, and says so instead.
 * Its key is "Flyway" as bytes plus a hash of 32 bits (PostgreSQLAdvisoryLockTemplate), `classid` the upper half.
 */
const ownTransaction =
  "SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid IN (18027, 18028) AND granted AND pid <> pg_backend_pid()" +
  ' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())'

/** With `group=true` Flyway runs all files in one transaction: what one has locked stays locked while the next one reads. */
const earlierLocks =
  'SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation >= 16384' +
  " AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'AccessExclusiveLock')"

const assertNone = (engine: Engine, locks: string, message: string): string =>
  engine.assertFact({ condition: `NOT EXISTS (${locks})`, otherwise: message, reads: [], scans: false }, message)

export const needsSessionLock = ({ statements }: Block): boolean => statements.some(({ step }) => 'online' in step && step.online)

/** Long work in Flyway's transaction; where it takes locks of its own, what takes them looks for earlier ones. */
const readsLong = (block: Block): boolean =>
  block.transactional && (block.facts.some(({ scans }) => scans) || (block.class === 'job' && block.acquire.length === 0))

/** A concurrent build needs Flyway's lock to be none of a transaction. */
export const assertSessionLock = (block: Block, engine: Engine): readonly string[] =>
  needsSessionLock(block)
    ? [
        assertNone(
          engine,
          ownTransaction,
          "LOCKSTEP: set flyway.postgresql.transactional.lock=false. This would wait for Flyway's own transaction for ever. Nothing was changed.",
        ),
      ]
    : []

export const assertNoGroup = (block: Block, engine: Engine): readonly string[] =>
  readsLong(block)
    ? [
        assertNone(
          engine,
          earlierLocks,
          'LOCKSTEP: set flyway.group=false. An earlier migration of this transaction still holds locks that stop traffic, and this one takes long. Nothing was changed.',
        ),
      ]
    : []
