import { usualStage, type StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import type { Stage } from '../../plan/plan.ts'

/** The stage that is meant: by its number, or the usual one. */
export const stageOf = (stored: StoredPlan, number: number | undefined): Result<Stage> => {
  const { stages } = stored.plan
  const stage = number === undefined ? usualStage(stored) : stages.find(each => each.number === number)
  if (stage !== undefined) return ok(stage)
  return fail(
    error(
      'no-such-stage',
      `${stored.slug} has no stage ${number}.`,
      `its stages are ${stages.map(each => `${each.number} (${each.phase})`).join(', ')}`,
    ),
  )
}
