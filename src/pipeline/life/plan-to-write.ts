import { dirname } from 'node:path/posix'
import { isInFlight, type StoredPlan } from '../../life/stored-plan.ts'
import type { PlanState } from '../../life/plan-state.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { FrameworkId } from '../../model/framework.ts'
import type { Schema } from '../../model/schema.ts'
import type { Plan } from '../../plan/plan.ts'
import { findProjects } from '../projects.ts'
import { openRepository } from '../repository.ts'
import { standingOf, type Standing } from './standing.ts'
import { storedAnew } from './stored-anew.ts'
import { isChangeEdited, type NamedPlan } from './which-plan.ts'

/** A plan that was just made, with what it was made from. */
export interface MadePlan {
  readonly plan: Plan
  readonly schema: Schema
  /** What was stated of it, beyond what every plan has. */
  readonly policy: NonNullable<PlanState['policy']>
  /** Slug of the plan on whose end it was planned. */
  readonly stackedOn?: string
}

export interface PlanWish {
  /** Of the workspace, absolute. */
  readonly root: string
  readonly named: NamedPlan
  /** It was named by its change file. */
  readonly isByChange: boolean
  /** What the configuration and the command line say, the latter before the former. */
  readonly framework?: FrameworkId
  readonly folder?: string
  readonly layout?: string
  readonly author?: string
  readonly jobs?: 'inline' | 'apart'
  readonly database?: string
  /** What was stated on the command line alone, that only counts for a plan to be made: `--engine`. */
  readonly stated: readonly string[]
  /** The framework, where it was stated there. */
  readonly statedFramework?: FrameworkId
  readonly now: Date
  /** Plans a change file; on the schema another plan leads to, where it was planned so before. */
  readonly make: (change: string, stackedOn?: string) => Promise<Result<MadePlan>>
}

export interface PlanToWrite {
  readonly stored: StoredPlan
  readonly standing: Standing
  /** It was made anew, and may not lie in the workspace yet. */
  readonly isFresh: boolean
}

/** The plan that is meant and where its files go: the one of the workspace once any of them is written, else made anew from its change file. */
export const planToWrite = async (wish: PlanWish): Promise<Result<PlanToWrite>> => {
  const { root, named } = wish
  const { stored, change } = named
  if (stored !== undefined && (isInFlight(stored) || stored.state.end !== undefined || change === undefined)) {
    const against = objectionTo(wish, stored)
    if (against !== undefined) return fail(against)
    const standing = await standingFor(wish, stored.state.framework, stored.state)
    return standing.ok ? ok({ stored, standing: standing.value, isFresh: false }) : standing
  }
  const framework = wish.framework ?? stored?.state.framework ?? (await onlyFramework(root))
  if (framework === undefined) return fail(noFramework)
  const made = await wish.make(change!, stored?.state.stackedOn)
  if (!made.ok) return made
  const standing = await standingFor(wish, framework, stored?.state)
  if (!standing.ok) return standing
  const { plan, schema, policy, stackedOn } = made.value
  const fresh = storedAnew(root, {
    plan,
    schema,
    change: change!,
    state: { ...startOf(wish, framework, standing.value, policy), ...(stackedOn === undefined ? {} : { stackedOn }) },
  })
  return fresh.ok ? ok({ stored: fresh.value, standing: standing.value, isFresh: true }) : fresh
}

const noFramework = error(
  'framework-not-stated',
  '--to must be given: nothing here says which framework the files are for.',
  'lockstep generate --help has examples; framework in lockstep.config.ts says it once for all',
)

/** That of the repository's migrations, where all are of one. */
const onlyFramework = async (root: string): Promise<FrameworkId | undefined> => {
  const found = new Set((await findProjects(openRepository(root))).map(({ framework }) => framework))
  return found.size === 1 ? [...found][0] : undefined
}

const standingFor = (
  { root, folder, layout }: PlanWish,
  framework: FrameworkId,
  state: Partial<PlanState> = {},
): Promise<Result<Standing>> => {
  const before = state.files?.find(({ version }) => version !== undefined)
  const own = folder ?? (before === undefined ? undefined : dirname(before.path))
  const settled = layout ?? state.layout
  return standingOf(openRepository(root), {
    framework,
    ...(own === undefined ? {} : { folder: own }),
    ...(settled === undefined ? {} : { layout: settled }),
  })
}

const startOf = (
  { now, layout, author, jobs, database }: PlanWish,
  framework: FrameworkId,
  { newest }: Standing,
  policy: MadePlan['policy'],
) => ({
  framework,
  planned: now.toISOString().slice(0, 10),
  after: newest.map(({ version }) => version),
  ...(layout === undefined ? {} : { layout }),
  ...(author === undefined ? {} : { author }),
  ...(jobs === undefined ? {} : { jobs }),
  ...(database === undefined ? {} : { database }),
  ...(Object.keys(policy).length === 0 ? {} : { policy }),
})

/** What is stated of a plan on its way that does not fit it. */
const objectionTo = ({ root, isByChange, stated, statedFramework, database }: PlanWish, stored: StoredPlan): Diagnostic | undefined => {
  const { slug, state } = stored
  const written = state.files.length === 1 ? 'a file of it is written' : `${state.files.length} files of it are written`
  if (isByChange && isInFlight(stored) && isChangeEdited(root, stored))
    return error(
      'change-was-edited',
      `${state.change} was edited after its plan ${slug} was made, and ${written}. Nothing was written.`,
      `plan what remains anew: lockstep replan ${slug}; or go on with the plan as it is: lockstep generate ${slug}`,
    )
  if (database !== undefined && state.database !== undefined && database !== state.database)
    return error(
      'plan-is-for-another-database',
      `The plan ${slug} is for the database ${state.database}, and ${written}. Nothing was written.`,
      `leave --database out; for ${database} the change is planned from a change file of its own`,
    )
  if (stated.length > 0)
    return error(
      'plan-is-made',
      `${stated.join(' and ')}: too late, since the plan ${slug} is made and ${written}. Nothing was written.`,
      `leave ${stated.length === 1 ? 'it' : 'them'} out; what remains is planned anew by lockstep replan ${slug}`,
    )
  if (statedFramework !== undefined && statedFramework !== state.framework)
    return error(
      'plan-is-for-another-framework',
      `The plan ${slug} is for ${state.framework}, and ${written}. Nothing was written.`,
      `leave --to out; a rehearsal may be for any: --phase all --to ${statedFramework} --out DIR`,
    )
  return undefined
}
