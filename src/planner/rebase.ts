import { behaviourOf } from '../changes/index.ts'
import type { Change } from '../changes/change.ts'
import type { RecipeContext } from '../changes/recipe.ts'
import { refreshChange } from '../changes/refresh.ts'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import type { Schema } from '../model/schema.ts'
import { applyAll, applyStep } from '../steps/index.ts'
import { StepDoesNotApply, type Semantics, type Step } from '../steps/step.ts'
import type { PlanRequest } from './decide.ts'
import { isStatedSmall } from './world.ts'

/** What was done since, on the schema a plan starts from. */
export interface Rebased {
  readonly schema: Schema
  /** Steps that have no place there: they work on what the plan itself has made meanwhile. */
  readonly late: readonly Step[]
}

/** Does what others have done since to the schema that a plan starts from, as if they had come first. */
export const rebase = (start: Schema, since: readonly Step[], semantics: Semantics): Rebased => {
  let schema = start
  const late: Step[] = []
  for (const step of since) {
    try {
      schema = applyStep(step, schema, semantics)
    } catch (problem) {
      if (!(problem instanceof StepDoesNotApply)) throw problem
      late.push(step)
    }
  }
  return { schema, late }
}

/** The same changes with the objects of another schema, each read where the ones before it lead; or why one cannot be made any more. */
export const rebaseChanges = (
  changes: readonly Change[],
  start: Schema,
  { engine, policy }: Pick<PlanRequest, 'engine' | 'policy'>,
): Result<readonly Change[]> => {
  let schema = start
  const rebased: Change[] = []
  for (const change of changes) {
    const { describe } = behaviourOf(change)
    const refreshed = refreshChange(change, schema)
    if ('outdated' in refreshed)
      return fail(
        error(
          'change-is-overtaken',
          `${describe(change)} cannot go on: ${refreshed.outdated}. Somebody else’s migration has come in between.`,
          'settle with its author which of the two is meant: take theirs back by a new migration, or end this plan with lockstep revert',
        ),
      )
    const context: RecipeContext = {
      schema,
      engine,
      policy,
      isSmall: table => isStatedSmall(table, policy),
      isNew: () => false,
    }
    try {
      schema = applyAll(behaviourOf(refreshed).direct(refreshed, context), schema, engine.semantics)
    } catch (problem) {
      if (!(problem instanceof StepDoesNotApply)) throw problem
      return fail(
        error(
          'change-is-overtaken',
          `${describe(change)} cannot go on: ${problem.reason}.`,
          'settle with the author of what came in between: take theirs back by a new migration, or end this plan with lockstep revert',
        ),
      )
    }
    rebased.push(refreshed)
  }
  return ok(rebased)
}
