import { isAnnulled, writtenStages } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import { phases } from '../../model/gate.ts'
import type { Stage } from '../../plan/plan.ts'

/** Number of the last stage that is written, as far as no other plan has undone them. */
export const lastWritten = ({ state }: StoredPlan): number => state.undone?.to ?? Math.max(...writtenStages(state))

/** Stages that are written and that nothing has undone. */
export const standingStages = ({ plan, state }: StoredPlan): readonly Stage[] => {
  const written = writtenStages(state)
  return plan.stages.filter(({ number }) => written.has(number) && number <= (state.undone?.to ?? Infinity) && !isAnnulled(state, number))
}

/**
 * The stages to undo, in their order.
 *
 * @param to `start`, a phase, or the number of a stage: what comes after it is undone; the last phase when absent
 */
export const stagesToUndo = (stored: StoredPlan, to: string | undefined): Result<readonly Stage[]> => {
  const standing = standingStages(stored)
  const last = standing.at(-1)
  if (last === undefined)
    return fail(
      error(
        'nothing-is-written',
        `Nothing of ${stored.slug} is written: there is nothing to undo.`,
        `lockstep status --abandon ${stored.slug} ends it`,
      ),
    )
  const upTo = targetOf(standing, last, to)
  if (upTo === undefined)
    return fail(
      error(
        'no-such-stage',
        `--to ${to}: ${stored.slug} has no such stage that stands.`,
        `its written stages are ${standing.map(({ number, phase }) => `${number} (${phase})`).join(', ')}; start undoes all`,
      ),
    )
  const undone = standing.filter(({ number }) => number > upTo)
  if (undone.length > 0) return ok(undone)
  return fail(error('nothing-to-undo', `Nothing of ${stored.slug} is written after stage ${upTo}.`, 'undo more of it: --to start'))
}

const targetOf = (standing: readonly Stage[], last: Stage, to: string | undefined): number | undefined => {
  if (to === 'start') return 0
  if (to === undefined) {
    const before = standing.findLast(({ phase }) => phase !== last.phase)
    return before?.number ?? 0
  }
  if (phases.some(phase => phase === to)) return standing.findLast(({ phase }) => phase === to)?.number
  const number = Number(to)
  return standing.some(each => each.number === number) ? number : undefined
}
