import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash } from '../../life/content-hash.ts'
import type { PlanState } from '../../life/plan-state.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Result } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import type { Plan } from '../../plan/plan.ts'
import { newPlan, planSlugs, readPlan } from './plan-folder.ts'

interface Made {
  readonly plan: Plan
  readonly schema: Schema
  readonly state: Pick<PlanState, 'framework' | 'planned' | 'after'> & Partial<PlanState>
  /** The change file, from the root. */
  readonly change: string
}

/**
 * A plan that was just made from a change file, as it is to lie in the workspace. What people attested of an earlier version of
 * it stands as far as their lines do. Refused where another plan has its name.
 */
export const storedAnew = (root: string, { plan, schema, state, change }: Made): Result<StoredPlan> => {
  const changeSha256 = contentHash(readFileSync(join(root, change), 'utf8'))
  const fresh = newPlan(plan, schema, { change, changeSha256, ...state })
  if (!planSlugs(root).includes(plan.slug)) return ok(fresh)
  const there = readPlan(root, plan.slug)
  if (!there.ok) return there
  const { state: old } = there.value
  if (old.files.length > 0 || old.end !== undefined || (old.change !== undefined && old.change !== change))
    return fail(
      error(
        'plan-name-is-taken',
        `lockstep/plans/${plan.slug} holds another plan${old.change === undefined || old.change === change ? '' : `, of ${old.change}`}${
          old.end === undefined ? '' : `, which was ${old.end.how} on ${old.end.on}`
        }. Nothing was written.`,
        'give the change a title of its own, which names its plan: change(schema, title); or remove that folder if its time is over',
      ),
    )
  const stands = plan.stages.flatMap(({ number, gate }) => gate.map(({ text }) => `${number} ${text}`))
  const attestations = old.attestations.filter(({ stage, line }) => stands.includes(`${stage} ${line}`))
  return ok({ ...fresh, state: { ...fresh.state, attestations } })
}
