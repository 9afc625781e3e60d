import { defaultPolicy } from '../../changes/recipe.ts'
import type { Repository } from '../../frameworks/read.ts'
import { differenceOf } from '../../life/difference.ts'
import { isAnnulled, writtenStages } from '../../life/plan-state.ts'
import { judgeNeighbours, type Judged, type Related } from '../../life/related-neighbours.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { walk, type Event } from '../../life/walk.ts'
import { error, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { Stage } from '../../plan/plan.ts'
import { replan, type Replanned } from '../../planner/replan.ts'
import type { Engine } from '../../steps/engine.ts'
import type { Step } from '../../steps/step.ts'
import { loadEngine } from '../registry.ts'
import { openRepository } from '../repository.ts'
import { eventsSince } from './neighbour-events.ts'

/** What has happened around a plan since it was made. */
export interface Surroundings extends Judged {
  readonly events: readonly Event[]
  readonly engine: Engine
}

/**
 * Other people's migrations since the plan was made, and which of them matter for what is left of it.
 *
 * @param root of the workspace, absolute
 */
export const surroundingsOf = async (
  root: string,
  stored: StoredPlan,
  repository: Repository = openRepository(root),
): Promise<Surroundings> => {
  const [events, engine] = await Promise.all([eventsSince(root, repository, stored), loadEngine(stored.plan.engine)])
  const judged = judgeNeighbours(stored, events, engine)
  return { ...judged, related: [...judged.related, ...plannedOtherwise(stored, events, judged, engine)], events, engine }
}

/** What stands against going on with a plan on account of others; empty where nothing does. */
export const neighboursInTheWay = async (root: string, stored: StoredPlan, repository?: Repository): Promise<readonly Diagnostic[]> =>
  (await surroundingsOf(root, stored, repository)).related.map(each => tellRelated(stored, each))

export const tellRelated = ({ slug, plan }: StoredPlan, { neighbour, certainty, reasons }: Related): Diagnostic => {
  const told = reasons.join('; ')
  return certainty === 'does'
    ? error(
        'related-neighbour',
        `${neighbour.file} came after "${plan.title}" was planned, and what is left of the plan does not reckon with it: ${told}.`,
        `lockstep replan ${slug} plans what is left from how things stand now`,
        neighbour.at,
      )
    : {
        code: 'possibly-related-neighbour',
        severity: 'warning',
        message: `${neighbour.file} came after "${plan.title}" was planned, and may concern what is left of it: ${told}`,
        help: `read it; lockstep replan ${slug} takes it as read, with --database-url after a look at a database it has run on`,
        span: neighbour.at,
      }
}

/** Stages that are still to be written. */
export const remainingOf = ({ plan, state }: StoredPlan): readonly Stage[] => {
  const written = writtenStages(state)
  return plan.stages.filter(({ number }) => !written.has(number))
}

/** What remains, planned with what others have done. */
export const replanWith = (
  { plan, schema, state }: StoredPlan,
  engine: Engine,
  since: readonly Step[],
  present?: Replanned['present'],
): Result<Replanned> => {
  const written = writtenStages(state)
  return replan({
    plan,
    schema,
    engine,
    policy: { ...defaultPolicy, ...state.policy },
    written: plan.stages.filter(({ number }) => written.has(number)),
    standing: plan.stages.filter(({ number }) => written.has(number) && !isAnnulled(state, number)),
    since,
    ...(present === undefined ? {} : { present }),
  })
}

/**
 * Work of others that no remaining step loses or trips over, and that a plan made now would reckon with all the same: a trigger
 * that must fire for both columns, a grant that the view standing in for a table needs.
 */
const plannedOtherwise = (
  stored: StoredPlan,
  events: readonly Event[],
  { related, footprint }: Judged,
  engine: Engine,
): readonly Related[] => {
  if (related.some(({ certainty }) => certainty === 'does')) return []
  const alone = replanWith(stored, engine, [])
  if (!alone.ok) return []
  const written = writtenStages(stored.state).size
  let before = alone.value.plan.stages.slice(written)
  let since: readonly Step[] = []
  return walk(stored.schema, events, footprint, engine).deeds.flatMap(({ neighbour, steps, isNear }): readonly Related[] => {
    since = [...since, ...steps]
    if (!isNear || steps.length === 0) return []
    const again = replanWith(stored, engine, since)
    if (!again.ok) return [{ neighbour, certainty: 'does', reasons: again.diagnostics.map(({ message }) => message.replace(/\.$/, '')) }]
    const after = again.value.plan.stages.slice(written)
    const { more, less } = differenceOf(before, after)
    before = after
    const reasons = [...more.map(each => `with it the plan would also ${each}`), ...less.map(each => `with it the plan would not ${each}`)]
    return reasons.length === 0 ? [] : [{ neighbour, certainty: 'does', reasons: reasons.slice(0, 3) }]
  })
}
