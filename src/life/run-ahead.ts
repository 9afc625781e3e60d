import type { Plan, Unit } from '../plan/plan.ts'
import type { Schema } from '../model/schema.ts'
import type { Semantics } from '../steps/step.ts'
import { partsOf, type Parts } from './parts.ts'
import { seenIn, tracesOf, unitsUpTo } from './traces.ts'

interface Ahead {
  readonly plan: Plan
  /** The schema the plan starts from. */
  readonly start: Schema
  /** Number of the last stage that must have run. */
  readonly from: number
  /** Number of the last stage that is written. */
  readonly to: number
  /** The database as it is. */
  readonly live: Parts
  readonly semantics: Semantics
  /** By the framework's ledger; nothing where it does not say. */
  readonly isRecorded: (unit: Unit) => boolean | undefined
}

/**
 * How many of a plan's units a database is judged by: those of the stages that must have run, and of what is written after them
 * up to the last one that shows that it has run. What has not run has taken nothing back, and speaks for nothing.
 */
export const unitsToJudge = ({ plan, start, from, to, live, semantics, isRecorded }: Ahead): number => {
  const least = unitsUpTo(plan, from).length
  const all = unitsUpTo(plan, to)
  const atStart = partsOf(start)
  for (let count = all.length; count > least; count--) {
    const { unit } = all[count - 1]!
    if (isRecorded(unit) === true) return count
    const traces = tracesOf(plan, start, count, semantics).at(-1)!
    // That something is as it was before the plan is no sign that a file has made it so again.
    const shows = traces.catalog.some(({ part, after }) => live.get(part) === after && atStart.get(part) !== after)
    if (shows && seenIn(traces, live).has === 'run') return count
  }
  return least
}
