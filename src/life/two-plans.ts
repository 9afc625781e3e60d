import { error, type Diagnostic } from '../model/diagnostic.ts'
import { footprintOf } from './footprint.ts'
import { writtenStages } from './plan-state.ts'
import { isInFlight, nextStage, type StoredPlan } from './stored-plan.ts'

/** Tables that both plans change. */
const shared = (a: StoredPlan, b: StoredPlan): readonly string[] => {
  const [own, others] = [a, b].map(({ plan, schema }) => footprintOf(plan.stages, [schema]).tables) as [
    ReadonlySet<string>,
    ReadonlySet<string>,
  ]
  return [...own].filter(key => others.has(key)).toSorted()
}

/** `stage 2 of 3 (migrate) is written`. */
export const whereItStands = ({ plan, state }: StoredPlan): string => {
  const written = writtenStages(state)
  const last = plan.stages.findLast(({ number }) => written.has(number))
  return last === undefined ? 'nothing of it is written' : `stage ${last.number} of ${plan.stages.length} (${last.phase}) is written`
}

const howToFinish = (stored: StoredPlan): string => {
  const next = nextStage(stored)
  return next === undefined ? `lockstep status says what is left of it` : `lockstep generate ${stored.slug}`
}

/** A plan, and those that undo it. */
const belongTogether = (a: StoredPlan, b: StoredPlan): boolean => (a.state.reverts ?? a.slug) === (b.state.reverts ?? b.slug)

/**
 * What other plans have against writing the next stage of this one: one on the same table that is on its way, or the one it is
 * stacked on, which has to end first.
 */
export const otherPlansInTheWay = (stored: StoredPlan, plans: readonly StoredPlan[]): readonly Diagnostic[] => {
  const { slug, plan, state } = stored
  const others = plans.filter(other => other.slug !== slug && (other.state.database ?? '') === (state.database ?? ''))
  const below = others.find(other => other.slug === state.stackedOn)
  if (below !== undefined && below.state.end === undefined)
    return [
      error(
        'plan-waits',
        `"${plan.title}" is stacked on "${below.plan.title}", which has not ended: ${whereItStands(below)}. Nothing was written.`,
        `finish the first one: ${howToFinish(below)}`,
      ),
    ]
  if (state.files.length > 0) return []
  return others
    .filter(other => isInFlight(other) && !belongTogether(stored, other))
    .flatMap(other => {
      const tables = shared(stored, other)
      if (tables.length === 0) return []
      return [
        error(
          'plan-on-same-table',
          `"${other.plan.title}" is on its way on ${tables.join(', ')}: ${whereItStands(other)}. A second plan on the same table would meet what the first one has in between. Nothing was written.`,
          `finish the first one: ${howToFinish(other)}; or plan this one after it: --stack`,
        ),
      ]
    })
}

/** Pairs of plans that are both on their way on one table, as two branches may have brought them. */
export const collidingPlans = (plans: readonly StoredPlan[]): readonly Diagnostic[] => {
  const inFlight = plans.filter(isInFlight)
  return inFlight.flatMap((a, at) =>
    inFlight.slice(at + 1).flatMap(b => {
      if (belongTogether(a, b) || (a.state.database ?? '') !== (b.state.database ?? '')) return []
      const tables = shared(a, b)
      if (tables.length === 0) return []
      return [
        error(
          'plans-on-same-table',
          `"${a.plan.title}" (${whereItStands(a)}) and "${b.plan.title}" (${whereItStands(b)}) are both on their way on ${tables.join(', ')}.`,
          `let one of them wait until the other has ended: take its files back, and write it anew with --stack`,
        ),
      ]
    }),
  )
}
