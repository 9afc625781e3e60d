import type { Statement } from '../../plan/plan.ts'
import type { StepKind } from '../../steps/step.ts'

export interface Surroundings {
  /** The table is created in the same migration, which it exempts for some methods. */
  readonly isNewTable: boolean
  /** The migration may run a second time, and then finds what it has made itself. */
  readonly repeats: boolean
  /** The transaction may hold locks that stop writes, on any table. */
  readonly isBehindLocks: boolean
}

/**
 * Would strong_migrations (1.x, 2.x: `lib/strong_migrations/checks.rb`) stop the method that says this step,
 * although the plan has made it safe? Raw SQL it always stops.
 */
export const wantsAssurance = ({ step }: Statement, { isNewTable, repeats, isBehindLocks }: Surroundings): boolean => {
  switch (step.kind) {
    case 'drop-column':
    case 'set-default': // only where partial_inserts is on, which is the application's setting
    case 'rename-enum-value':
      return true
    case 'add-column':
      return step.column.type.kind === 'json' || step.column.generated !== undefined || step.column.default !== undefined
    case 'set-not-null':
      // It looks for the validated check by itself; the second time that has done its work and is gone.
      return step.provenBy === undefined || repeats
    case 'validate-constraint':
      return isBehindLocks
    case 'create-index':
      return (!step.online && !isNewTable) || (step.index.parts.length > 3 && !step.index.unique)
    case 'drop-index':
      return !step.online && !isNewTable
    case 'add-constraint':
      return step.constraint.kind === 'foreign-key'
        ? step.constraint.validated
        : step.constraint.kind === 'check' && step.constraint.validated && !isNewTable
    default:
      return false
  }
}

/**
 * With its setting `safe_by_default` it rewrites the methods of these steps wherever it would stop them, assured or not:
 * a check and a validation of its own, a concurrent build, each after a COMMIT that ends the plan's transaction. SQL it leaves alone.
 */
export const isRewritten = ({ step }: Statement): boolean => rewritten.has(step.kind)

const rewritten: ReadonlySet<StepKind> = new Set<StepKind>(['set-not-null', 'create-index', 'drop-index', 'add-constraint'])
