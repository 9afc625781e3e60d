import type { GateLine, Phase } from '../model/gate.ts'
import type { Grade } from '../model/grade.ts'
import type { Hazard } from '../model/effects.ts'
import type { Schema, Table } from '../model/schema.ts'
import type { DataFact, Engine } from '../steps/engine.ts'
import type { Residue, Step } from '../steps/step.ts'
import type { Change, ChangeKind, ChangeOf } from './change.ts'

/** What a team allows; each key documented, and priced, in the configuration reference. */
export interface Policy {
  /** `allow`: two versions are kept in step by a trigger. `never`: the application writes both sides itself. */
  readonly triggers: 'allow' | 'never'
  /** `tables`: a renamed table keeps its old name as a view. `allow`: a renamed column may be shown by a view too. */
  readonly shims: 'allow' | 'tables' | 'never'
  /** Rename before dropping, and drop after a soak. */
  readonly softDrop: boolean
  /** One direct file, for a maintenance window. */
  readonly downtime: boolean
  /** Rows under which a stated table counts as small: scans, rewrites and batches are waived. */
  readonly smallTableRows: number
  /** Rows from which on work on a stated table is a job; what `smallTableRows` is when absent. */
  readonly jobTableRows?: number
}

export const defaultPolicy: Policy = { triggers: 'allow', shims: 'tables', softDrop: true, downtime: false, smallTableRows: 10_000 }

export interface RecipeContext {
  /** The schema the change starts from: all earlier changes of the file done. */
  readonly schema: Schema
  readonly engine: Engine
  readonly policy: Policy
  /** Stated small: scans and rewrites are waived, never the polite lock nor the compatibility of running code. */
  readonly isSmall: (table: Table) => boolean
  /** Created earlier in the same plan: no row and no running code knows it. */
  readonly isNew: (table: Table) => boolean
}

/** A step as a recipe wants it, with what a reviewer should know. */
export interface DraftStep {
  readonly step: Step
  /** Why the step is there, one sentence. */
  readonly why?: string
  /** The hazard it avoids. */
  readonly avoids?: Hazard
  /** Steps of one group share a transaction, whatever else the planner merges. */
  readonly together?: string
  /** The step starts a new unit although it could share the one before. */
  readonly apart?: boolean
  /** Tells whether the step's whole transaction has run: its own condition holds at the end, whatever comes after it does. */
  readonly witness?: boolean
  /** Facts of the data that the file checks by itself before the step. */
  readonly facts?: readonly DataFact[]
  /**
   * Overrules the step's own inverse, where the recipe knows better (a copy exists, …): its grade, and what is done.
   * `steps` are made safe by the planner; `drafts` are taken as they stand, with their transactions.
   */
  readonly rollback?: {
    readonly grade: Grade
    readonly because: string
    readonly residue?: readonly Residue[]
    readonly steps?: readonly Step[]
    readonly drafts?: readonly DraftStep[]
  }
}

export interface StageDraft {
  readonly phase: Phase
  /** What must hold before the stage starts; empty: it may follow at once. */
  readonly gate: readonly GateLine[]
  readonly steps: readonly DraftStep[]
}

/** Cell of the compatibility matrix: may this application version run at this state, and why. */
export interface Compatibility {
  readonly version: 'old' | 'new' | 'rolled back'
  /** Index of the draft stage after which it is judged. */
  readonly stage: number
  readonly holds: boolean
  readonly because: string
}

export interface Candidate {
  /** `shadow-column`: kebab-case, unique within the change. */
  readonly recipe: string
  /** One sentence for `--explain`: what this recipe does. */
  readonly how: string
  readonly stages: readonly StageDraft[]
  readonly notes?: readonly string[]
  readonly matrix?: readonly Compatibility[]
  /** `cheapest: don't; alias the attribute in the ORM: no gate, no DDL`. */
  readonly alternative?: string
}

export interface Refusal {
  readonly recipe: string
  readonly refused: string
  /** The way out. */
  readonly instead?: string
}

export type Recipe<C extends Change> = (change: C, context: RecipeContext) => Candidate | Refusal

export interface ChangeBehaviour<C extends Change> {
  readonly recipes: readonly Recipe<C>[]
  /**
   * The change as a maintenance window would do it: straight steps, no ceremony. Folding `apply` over
   * them gives the target schema, independently of every recipe.
   */
  readonly direct: (change: C, context: RecipeContext) => readonly Step[]
  /** `rename users.name to full_name`: lower case, no full stop. */
  readonly describe: (change: C) => string
}

export type PerChange = { readonly [K in ChangeKind]: ChangeBehaviour<ChangeOf<K>> }

export const isRefusal = (answer: Candidate | Refusal): answer is Refusal => 'refused' in answer

export const draft = (step: Step, more: Omit<DraftStep, 'step'> = {}): DraftStep => ({ step, ...more })
export const expand = (...steps: readonly DraftStep[]): StageDraft => ({ phase: 'expand', gate: [], steps })
export const migrate = (...steps: readonly DraftStep[]): StageDraft => ({ phase: 'migrate', gate: [], steps })
export const contract = (gate: readonly GateLine[], ...steps: readonly DraftStep[]): StageDraft => ({ phase: 'contract', gate, steps })
