import type { Schema } from '../model/schema.ts'
import type { Plan, Stage } from '../plan/plan.ts'
import { writtenStages, type PlanState } from './plan-state.ts'

/** A plan as it lies in the repository. */
export interface StoredPlan {
  /** Name of its folder. */
  readonly slug: string
  readonly plan: Plan
  /** The schema it starts from. */
  readonly schema: Schema
  readonly state: PlanState
}

/** It has not ended, and some of its files are written; or it undoes another, which has ended on the strength of that. */
export const isInFlight = ({ state }: StoredPlan): boolean =>
  state.end === undefined && (state.files.length > 0 || state.reverts !== undefined)

/** The first stage whose files have not been written; nothing when all have. */
export const nextStage = ({ plan, state }: StoredPlan): Stage | undefined => {
  const written = writtenStages(state)
  return plan.stages.find(({ number }) => !written.has(number))
}

/** The stage that is meant unless told: the next one to be written, or the last when all are. */
export const usualStage = (stored: StoredPlan): Stage | undefined => nextStage(stored) ?? stored.plan.stages.at(-1)
