import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, type Diagnostic } from '../../model/diagnostic.ts'

/** Why nothing is left of a plan to go on with: it has ended, or stages that the rest builds on are undone. */
export const endObjections = ({ slug, state: { end, undone } }: StoredPlan): readonly Diagnostic[] => {
  if (end !== undefined)
    return [
      error(
        'plan-has-ended',
        `The plan ${slug} was ${end.how} on ${end.on}: nothing is left of it. Nothing was written.`,
        'state what is wanted now in a change file of its own',
      ),
    ]
  if (undone === undefined) return []
  return [
    error(
      'plan-is-undone',
      `The plan ${slug} was undone back to stage ${undone.to} on ${undone.on}, by ${undone.by}: its later stages build on what that takes away. Nothing was written.`,
      `plan them anew: lockstep replan ${slug}; undo the rest: lockstep revert ${slug} --to start; or end it as it stands: lockstep status --abandon ${slug} --because "why"`,
    ),
  ]
}

/** Why no stage of a plan may run any more. That of a finished one has run. */
export const gateObjections = (stored: StoredPlan): readonly Diagnostic[] =>
  stored.state.end?.how === 'finished' ? [] : endObjections(stored)
