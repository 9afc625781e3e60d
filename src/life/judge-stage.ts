import type { Unanswered } from '../model/answer.ts'
import { keyOf } from '../model/name.ts'
import type { Parts } from './parts.ts'
import { seenIn, type RowsToDo, type UnitTraces } from './traces.ts'

/** Rows still to do, or why they could not be counted. */
export type Counted = { readonly left: number } | { readonly unanswered: Unanswered }

/** A unit's traces with what the database said of its rows, and the framework's record of its file. */
export interface AskedUnit {
  readonly traces: UnitTraces
  readonly counted: readonly { readonly rows: RowsToDo; readonly answer: Counted }[]
  /** By the framework's ledger; absent where it does not say. */
  readonly isRecorded?: boolean
}

/** Has a file run, and how is that known? */
export type UnitVerdict =
  | { readonly has: 'run'; readonly by: 'catalog' | 'rows' | 'ledger' }
  | { readonly has: 'not run'; readonly because: string }
  | { readonly has: 'unanswered'; readonly because: string }
  | { readonly has: 'unknown' }

/** A column or a table that is not there: what makes it has not run. */
export const isMissing = ({ code }: Unanswered): boolean => code === '42703' || code === '42P01'

/**
 * Has the file run? What it leaves in the catalog and in rows decides, and the framework's own record where neither shows it;
 * a file that left its traces and is not recorded is still to be run to its end.
 */
export const judgeUnit = ({ traces, counted, isRecorded }: AskedUnit, live: Parts): UnitVerdict => {
  const seen = seenIn(traces, live)
  if (seen.has === 'not run') return seen
  for (const { rows, answer } of counted) {
    if ('unanswered' in answer) {
      if (isMissing(answer.unanswered)) return { has: 'not run', because: answer.unanswered.message }
      return { has: 'unanswered', because: answer.unanswered.message }
    }
    if (answer.left > 0)
      return { has: 'not run', because: `${answer.left} rows of ${keyOf(rows.table)} lack ${rows.columns.join(' and ')}` }
  }
  if (isRecorded === false) return { has: 'not run', because: 'the framework has no record that it ran' }
  if (seen.has === 'run' || traces.isOvertaken) return { has: 'run', by: 'catalog' }
  if (counted.length > 0) return { has: 'run', by: 'rows' }
  return isRecorded === true ? { has: 'run', by: 'ledger' } : { has: 'unknown' }
}
