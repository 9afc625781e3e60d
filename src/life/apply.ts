import type { Schema } from '../model/schema.ts'
import { applyStep } from '../steps/index.ts'
import { StepDoesNotApply, type Semantics, type Step } from '../steps/step.ts'

/** The schema after a step, or why the step does not fit it. */
export type Applied = { readonly schema: Schema } | { readonly refused: string }

/** Other people's files may hold an expression that no parser reads: that refuses too, and stops nothing. */
export const tryStep = (step: Step, schema: Schema, semantics: Semantics): Applied => {
  try {
    return { schema: applyStep(step, schema, semantics) }
  } catch (problem) {
    if (problem instanceof StepDoesNotApply) return { refused: problem.reason }
    if (problem instanceof Error && problem.name === 'SqlError') return { refused: problem.message }
    throw problem
  }
}
