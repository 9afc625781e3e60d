import type { Policy } from '../changes/recipe.ts'
import type { FrameworkId } from '../model/framework.ts'

/** A file that a stage was written to. */
export interface WrittenFile {
  /** Number of the stage it belongs to. */
  readonly stage: number
  /** Id of the unit it holds; absent for files that serve a whole stage. */
  readonly unit?: string
  /** From the root of the workspace, with `/`. */
  readonly path: string
  /** What the framework's ledger will call it: `20261120093000`, a revision, `V7`. Absent where the file is no migration by itself. */
  readonly version?: string
  /** `contentHash` as it was written; another one now means that a person has edited it. */
  readonly sha256: string
  /** Day it was written, `2026-11-20`. */
  readonly on: string
}

/** Somebody says that a line of a gate holds, for one environment. */
export interface Attestation {
  readonly environment: string
  /** Number of the stage whose gate it belongs to. */
  readonly stage: number
  /** Text of the gate's line: a line that says something else is another line. */
  readonly line: string
  readonly by: string
  readonly because: string
  /** Day, `2026-11-20`. */
  readonly on: string
  /** The line was passed over, not attested: the stage was written all the same. */
  readonly despite?: true
}

/** What remained was planned anew, because of what others did meanwhile. */
export interface Replanning {
  /** Day, `2026-11-20`. */
  readonly on: string
  readonly because: string
  /** Ids of other people's migrations that the plan's schema has taken in: they are no neighbours any more. */
  readonly includes: readonly string[]
}

/** Stages that come to nothing together: the later ones of them undo the others. */
export interface Annulled {
  /** Number of the last stage before them, and of the last of them. */
  readonly after: number
  readonly upTo: number
}

export interface PlanEnd {
  readonly how: 'finished' | 'reverted' | 'abandoned'
  readonly on: string
  /** Whose word it is, and why. */
  readonly by?: string
  readonly because?: string
}

/** Its later stages were undone by another plan, not all of them. */
export interface PlanUndone {
  /** Number of the last stage that stands. */
  readonly to: number
  /** Slug of the plan that undoes them. */
  readonly by: string
  readonly on: string
  /** What was undone before that: it counts again where that is given up. */
  readonly earlier?: PlanUndone
}

/**
 * What a repository keeps of a plan on its way, as `lockstep/plans/<slug>/state.json`, and reviews like code. Production keeps nothing.
 */
export interface PlanState {
  readonly format: 1
  /** The change file it was planned from, from the root of the workspace; absent for a plan that no file states (a revert). */
  readonly change?: string
  /** `contentHash` of that file when it was planned: as long as it is the same, nobody wants anything else. */
  readonly changeSha256?: string
  /** Name of the database in `lockstep.config.ts`, where there are several. */
  readonly database?: string
  readonly framework: FrameworkId
  /** In which of the framework's layouts its files are written, by whom, and where long work is, as far as that was said when they were. */
  readonly layout?: string
  readonly author?: string
  readonly jobs?: 'inline' | 'apart'
  /** Day of the plan. */
  readonly planned: string
  /** Ids of the migrations that were in the repository when it was planned, the newest only: later ones are neighbours. */
  readonly after: readonly string[]
  /** Slug of the plan that this one undoes. */
  readonly reverts?: string
  /** Slug of the plan that must end before this one begins: it was planned on the schema that one leads to. */
  readonly stackedOn?: string
  /** What it was planned with, where that is not what a team has unless told: what remains is planned anew with the same. */
  readonly policy?: Partial<Policy>
  readonly replanned?: readonly Replanning[]
  readonly annulled?: readonly Annulled[]
  readonly files: readonly WrittenFile[]
  readonly attestations: readonly Attestation[]
  readonly undone?: PlanUndone
  readonly end?: PlanEnd
}

/** A stage that others of the plan have undone, or one of those. */
export const isAnnulled = ({ annulled = [] }: PlanState, number: number): boolean =>
  annulled.some(({ after, upTo }) => number > after && number <= upTo)

/** Stages whose files have been written. */
export const writtenStages = ({ files }: PlanState): ReadonlySet<number> => new Set(files.map(({ stage }) => stage))
