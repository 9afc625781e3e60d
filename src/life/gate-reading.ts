import type { Phase } from '../model/gate.ts'
import type { Attestation } from './plan-state.ts'
import type { Condition } from './gate.ts'

/**
 * `holds`: proved, or attested. `open`: it does not hold, or nobody has attested it. `not asked`: there was no database to ask.
 * `unanswered`: the database did not say (the role may not read the table, the question took too long).
 */
export type LineState = 'holds' | 'open' | 'not asked' | 'unanswered'

/** A line of a gate with what is known of it. */
export interface LineReading {
  readonly number: number
  readonly kind: Condition['kind']
  readonly text: string
  readonly state: LineState
  /** What was found: `42118 rows of users lack full_name`. */
  readonly found?: string
  /** Rows that do not fit, where they were counted. */
  readonly rows?: number
  /** The question that was, or would be, put to the database. */
  readonly query?: string
  readonly attestation?: Attestation
}

/** A backfill that has begun, as far as it is. */
export interface BackfillProgress {
  /** The file's slug. */
  readonly unit: string
  readonly table: string
  /** Rows still to do; absent where they could not be counted. */
  readonly left?: number
  /** Rows of the table, by the server's own estimate. */
  readonly total?: number
  /** Rows done a second, and over how many seconds it was measured; absent when nothing was measured. */
  readonly perSecond?: number
  readonly measuredFor?: number
  /** Seconds until it is through at that rate; absent where nothing moves. */
  readonly secondsLeft?: number
  /** Why there is no count. */
  readonly unanswered?: string
}

/** An index that is being built somewhere in the database. */
export interface BuildProgress {
  readonly pid: number
  /** `users`, as far as the role may see it. */
  readonly table?: string
  readonly phase?: string
  /** Of the phase: blocks, or tuples where it counts those. */
  readonly done?: number
  readonly total?: number
  /** Session it waits for. */
  readonly waitsFor?: number
}

/** A session that waits for a lock on a table of the plan, and whom for. */
export interface Waiting {
  readonly pid: number
  readonly application: string
  readonly waitsFor: readonly { readonly pid: number; readonly application?: string; readonly state?: string; readonly seconds?: number }[]
}

/** A gate as it stands: what `lockstep gate --format json` prints. */
export interface GateReading {
  readonly format: 1
  readonly plan: string
  readonly title: string
  readonly environment: string
  readonly stage: number
  readonly stages: number
  readonly phase: Phase
  /** The stage's files are in the repository. */
  readonly isWritten: boolean
  /** Every line holds. */
  readonly passed: boolean
  readonly lines: readonly LineReading[]
  /** Empty without a database. */
  readonly backfills: readonly BackfillProgress[]
  readonly builds: readonly BuildProgress[]
  readonly waiting: readonly Waiting[]
}
