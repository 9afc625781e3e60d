import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash } from '../../life/content-hash.ts'
import type { StoredPlan } from '../../life/stored-plan.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { pathFrom } from '../workspace.ts'
import { planSlugs, plansFolder, readPlan, readPlans } from './plan-folder.ts'

/** What `CHANGE|PLAN` on a command line means. */
export interface NamedPlan {
  /** The plan as it lies in the workspace, where it does. */
  readonly stored?: StoredPlan
  /** The change file, from the root of the workspace; it need not be there any more once files are written. */
  readonly change?: string
}

/** A plan by its slug, its folder or a file in it; else by the change file it was planned from, which is not read for that. */
export const whichPlan = (root: string, named: string): Result<NamedPlan> => {
  const path = pathFrom(root, named)
  const inFolder = new RegExp(`^${plansFolder}/([^/]+)(?:/|$)`).exec(path)?.[1]
  const slugs = planSlugs(root)
  const slug = inFolder ?? (slugs.includes(named) && !existsSync(named) ? named : undefined)
  if (slug !== undefined) {
    if (!slugs.includes(slug)) return fail(noSuchPlan(slug, slugs))
    const stored = readPlan(root, slug)
    return stored.ok ? ok({ stored: stored.value, ...changeOf(stored.value) }) : stored
  }
  const { plans, diagnostics } = readPlans(root)
  const own = plans.filter(({ state }) => state.change === path && state.end === undefined)
  const stored = own.find(({ state }) => state.files.length > 0) ?? own[0]
  if (stored === undefined && !existsSync(named) && !/[./\\]/.test(named)) return fail(noSuchPlan(named, slugs))
  // One that cannot be read may be the plan of this change.
  if (stored === undefined && diagnostics.length > 0) return fail(...diagnostics)
  return ok({ change: path, ...(stored === undefined ? {} : { stored }) })
}

const changeOf = ({ state }: StoredPlan): Pick<NamedPlan, 'change'> => (state.change === undefined ? {} : { change: state.change })

const noSuchPlan = (slug: string, slugs: readonly string[]): Diagnostic =>
  error(
    'no-such-plan',
    `There is no plan ${slug} in ${plansFolder}, and no change file of that name.`,
    slugs.length === 0 ? 'name a change file: lockstep/changes/….ts' : `the plans are ${slugs.join(', ')}`,
  )

/** Has the change file been edited since its plan was made? Not where it is gone, or was never noted. */
export const isChangeEdited = (root: string, { state }: StoredPlan): boolean => {
  if (state.change === undefined || state.changeSha256 === undefined) return false
  const file = join(root, state.change)
  return existsSync(file) && contentHash(readFileSync(file, 'utf8')) !== state.changeSha256
}
