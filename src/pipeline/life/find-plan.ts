import { basename } from 'node:path'
import { nearest } from '../../dsl/did-you-mean.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, type Result } from '../../model/diagnostic.ts'
import { planSlugs, plansFolder, readPlan } from './plan-folder.ts'

/** A plan of the workspace by its slug, or by a path to its folder; the only one that has not ended when none is named. */
export const findPlan = (root: string, named: string | undefined): Result<StoredPlan> => {
  const slugs = planSlugs(root)
  if (slugs.length === 0) return fail(error('no-plans', `There are no plans in ${plansFolder}.`, 'lockstep generate writes the first one'))
  if (named === undefined) return onlyPlan(root, slugs)
  const slug = basename(named)
  if (slugs.includes(slug)) return readPlan(root, slug)
  const near = nearest(slug, slugs)
  return fail(
    error(
      'no-such-plan',
      `There is no plan ${slug} in ${plansFolder}.`,
      near === undefined ? `there ${slugs.length === 1 ? 'is' : 'are'} ${slugs.join(', ')}` : `did you mean ${near}?`,
    ),
  )
}

const onlyPlan = (root: string, slugs: readonly string[]): Result<StoredPlan> => {
  const read = slugs.map(slug => readPlan(root, slug))
  const going = read.filter(each => !each.ok || each.value.state.end === undefined)
  const [only] = going
  if (only !== undefined && going.length === 1) return only
  return fail(
    error(
      'which-plan',
      going.length === 0 ? 'No plan is under way: all have ended.' : `${going.length} plans are under way.`,
      `name one: ${slugs.join(', ')}`,
    ),
  )
}
