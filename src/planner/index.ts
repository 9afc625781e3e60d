import { fail, ok, type Result } from '../model/diagnostic.ts'
import type { Plan } from '../plan/plan.ts'
import { cheaper } from './cheaper.ts'
import { costOf } from './cost.ts'
import { decide, worldOf, type Decided, type PlanRequest } from './decide.ts'
import { sha256 } from './hash.ts'
import { slugOf } from './naming.ts'
import { unsafeStatements } from './safety.ts'
import { stagePositions } from './schedule.ts'
import { sizeInWords, sizesOf } from './sizes.ts'
import { unfitForTenants } from './tenants.ts'

export type { PlanRequest } from './decide.ts'

/** What is usual is not said, so that a plan does not change its hash for it. */
const usualPatience = 10

/** Each change judges the versions by its own stages; the plan's are those it was merged into. */
export const compatibility = ({ chosen, scheduled }: Decided, placeOf = (stage: number): number => stage): Plan['compatibility'] => {
  const positions = stagePositions(scheduled)
  return chosen.flatMap(({ candidate }, change) =>
    (candidate.matrix ?? []).map(cell => ({ ...cell, stage: placeOf(Math.max(0, positions[change]?.[cell.stage] ?? 0)) })),
  )
}

/**
 * Plans a list of changes together: each by its cheapest safe recipe, interleaved so that gates are shared.
 * @returns the plan, or why there is none; never a plan that breaks an invariant
 */
export const planChanges = (request: PlanRequest): Result<Plan> => {
  const decided = decide(request)
  if (!decided.ok) return decided
  const { title, stages, created } = decided.value
  const unsafe = request.policy.downtime ? [] : unsafeStatements(stages, worldOf(request.schema, request, created))
  if (unsafe.length > 0) return fail(...unsafe)
  const unfit = request.engine.version.tenants === undefined ? [] : unfitForTenants(stages)
  if (unfit.length > 0) return fail(...unfit)
  return ok(planOf(request, decided.value, { title, slug: slugOf(title), stages, compatibility: compatibility(decided.value) }))
}

/** The plan as it is written down. */
export const planOf = (
  request: PlanRequest,
  { chosen, created }: Pick<Decided, 'chosen' | 'created'>,
  {
    title,
    slug,
    stages,
    compatibility: matrix,
    notes = [],
  }: Pick<Plan, 'title' | 'slug' | 'stages' | 'compatibility'> & Partial<Pick<Plan, 'notes'>>,
): Plan => {
  const sizes = sizesOf(stages, request.schema)
  const body: Omit<Plan, 'hash'> = {
    format: 1,
    title,
    slug,
    engine: request.engine.version,
    maxStall: request.maxStall,
    ...(request.patience === undefined || request.patience === usualPatience ? {} : { patience: request.patience }),
    changes: request.changes,
    choices: chosen.map(c => c.choice),
    stages,
    compatibility: matrix,
    assumptions: sizes.map(sizeInWords),
    sizes,
    notes: [...new Set([...notes, ...chosen.flatMap(c => c.candidate.notes ?? [])])],
    alternatives: request.policy.downtime ? [] : [...new Set(chosen.flatMap(each => cheaper(each, created)))],
    cost: costOf(stages.map(({ gate, units }) => ({ gate, blocks: units.map(unit => unit.up) }))),
  }
  return { ...body, hash: sha256(body) }
}
