import { dirname } from 'node:path/posix'
import { defaultPolicy } from '../../changes/recipe.ts'
import type { FrameworkOptions } from '../../frameworks/framework.ts'
import { footprintOf } from '../../life/footprint.ts'
import { lostToNeighbours } from '../../life/lost-to-neighbours.ts'
import { isInFlight, nextStage, type StoredPlan } from '../../life/stored-plan.ts'
import { schemaAfter } from '../../life/traces.ts'
import { whereItStands } from '../../life/two-plans.ts'
import { walk, type Deed } from '../../life/walk.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import type { Schema } from '../../model/schema.ts'
import type { Stage } from '../../plan/plan.ts'
import { nextStages } from '../../plan/select-stages.ts'
import { revertPlan, type Reverted } from '../../planner/revert.ts'
import type { Engine } from '../../steps/engine.ts'
import { describeStep } from '../../steps/index.ts'
import { loadEngine } from '../registry.ts'
import { openRepository } from '../repository.ts'
import { eventsSince } from './neighbour-events.ts'
import { newPlan, planFiles, planSlugs, readPlans, stateFile, type PlanFile } from './plan-folder.ts'
import { prepareStages, type StageFile } from './prepare-stages.ts'
import { presentSchema, type PresentSource } from './replan-stored.ts'
import { lastWritten, stagesToUndo } from './revert-target.ts'
import { standingOf } from './standing.ts'

export interface RevertWish extends PresentSource {
  /** Of the workspace, absolute. */
  readonly root: string
  readonly stored: StoredPlan
  /** `start`, a phase or the number of a stage; one phase back when absent. */
  readonly to?: string
  readonly acceptsLoss: boolean
  readonly options: FrameworkOptions
  readonly environment: string
  /** The environment that is meant unless told; production when absent. */
  readonly usual?: string
  readonly now: Date
  readonly by: string
}

/** A plan that undoes another, with its first files; nothing is written yet. */
export interface PreparedRevert extends Pick<Reverted, 'undone' | 'grade'> {
  readonly stored: StoredPlan
  /** Stages whose files come with it; none where its first gate is open. */
  readonly stages: readonly Stage[]
  /** Migrations, from the root of the workspace. */
  readonly files: readonly StageFile[]
  /** Its folder, and the state of the plan that it undoes. */
  readonly papers: readonly PlanFile[]
  /** Why no files come with it. */
  readonly against: readonly Diagnostic[]
  /** What is no reason against it, and to be looked at. */
  readonly warnings: readonly Diagnostic[]
  readonly toAdd?: string
}

/** Plans to undo what is written of a plan after a stage, on the schema as it is now, and prepares the first files of that. */
export const prepareRevert = async (wish: RevertWish): Promise<Result<PreparedRevert>> => {
  const { root, stored, to, acceptsLoss } = wish
  const { plan, state, slug } = stored
  if (state.end?.how === 'reverted')
    return fail(
      error(
        'plan-has-ended',
        `The plan ${slug} was reverted on ${state.end.on}. Nothing was written.`,
        'to have it after all, plan its change anew',
      ),
    )
  const under = underWay(root, stored)
  if (under !== undefined) return fail(under)
  const stages = stagesToUndo(stored, to)
  if (!stages.ok) return stages
  const engine = await loadEngine(plan.engine)
  const present = await readPresent(wish, engine)
  if (!present.ok) return present
  const reverted = revertPlan({
    plan,
    stages: stages.value,
    present: present.value.schema,
    engine,
    policy: { ...defaultPolicy, ...state.policy },
    acceptsLoss,
    taken: planSlugs(root),
  })
  if (!reverted.ok) return reverted
  const lost = lostToNeighbours(
    schemaAfter(plan, stored.schema, lastWritten(stored), engine.semantics),
    present.value.schema,
    reverted.value.end,
  )
  if (lost.length > 0) return fail(refuseLostNeighbours(stored, lost))
  return prepareFiles(wish, reverted.value, present.value, stages.value[0]!.number - 1)
}

/** One after the other: what is undone next has to begin where the first undoing leads. */
const underWay = (root: string, { slug }: StoredPlan): Diagnostic | undefined => {
  const first = readPlans(root).plans.find(each => each.state.reverts === slug && isInFlight(each) && nextStage(each) !== undefined)
  return first === undefined
    ? undefined
    : error(
        'undoing-is-under-way',
        `${slug} is being undone by ${first.slug} already: ${whereItStands(first)}. Nothing was written.`,
        `finish that first: lockstep generate ${first.slug}; or give it up: lockstep status --abandon ${first.slug} --because "why"`,
      )
}

const refuseLostNeighbours = ({ plan }: StoredPlan, lost: readonly string[]): Diagnostic =>
  error(
    'neighbour-hangs-on-it',
    [
      `Undoing "${plan.title}" would take with it what others have made since:`,
      ...lost.map(each => `- ${each}`),
      'Nothing was written.',
    ].join('\n'),
    'take it away first by a migration of its own, or move it to what stays; then undo',
  )

interface Present {
  readonly schema: Schema
  readonly warnings: readonly Diagnostic[]
}

/** The schema as it is: of a database or a file, or as the repository's migrations leave it. */
const readPresent = async ({ root, stored, ...source }: RevertWish, engine: Engine): Promise<Result<Present>> => {
  const stated = await presentSchema(source, engine)
  if (!stated.ok) return stated
  if (stated.value !== undefined) return ok({ schema: stated.value, warnings: [] })
  const { plan, schema } = stored
  const events = await eventsSince(root, openRepository(root), stored)
  const walked = walk(
    schema,
    events,
    footprintOf(plan.stages, [schema, schemaAfter(plan, schema, lastWritten(stored), engine.semantics)]),
    engine,
  )
  if (walked.refused === undefined) return ok({ schema: walked.schema, warnings: walked.deeds.flatMap(each => unread(stored, each)) })
  return fail(
    error(
      'written-does-not-run',
      `What is written of "${plan.title}" no longer runs among the migrations of the repository: ${describeStep(walked.refused.step)}: ${walked.refused.because}. Nothing was written.`,
      'undo it from the state of a database: --database-url',
    ),
  )
}

const unread = ({ plan }: StoredPlan, { neighbour, unknown }: Deed): readonly Diagnostic[] =>
  unknown.length === 0
    ? []
    : [
        {
          code: 'possibly-related-neighbour',
          severity: 'warning',
          message: `${neighbour.file} came after "${plan.title}" was planned, and may concern what is undone: ${unknown.join('; ')}`,
          help: 'read it; where it has run on a database, that says how things stand: --database-url',
          span: neighbour.at,
        },
      ]

const prepareFiles = async (
  { root, stored: original, options, environment, usual, now, by }: RevertWish,
  { plan, undone, grade }: Reverted,
  { schema, warnings }: Present,
  upTo: number,
): Promise<Result<PreparedRevert>> => {
  const { framework, layout, author, database, policy, files } = original.state
  const before = files.findLast(({ version }) => version !== undefined)
  const standing = await standingOf(openRepository(root), {
    framework,
    ...(before === undefined ? {} : { folder: dirname(before.path) }),
    ...(layout === undefined ? {} : { layout }),
  })
  if (!standing.ok) return standing
  const on = now.toISOString().slice(0, 10)
  const fresh = newPlan(plan, schema, {
    framework,
    planned: on,
    after: standing.value.newest.map(({ version }) => version),
    reverts: original.slug,
    ...(layout === undefined ? {} : { layout }),
    ...(author === undefined ? {} : { author }),
    ...(database === undefined ? {} : { database }),
    ...(policy === undefined ? {} : { policy }),
  })
  const stages = nextStages(plan, new Set())
  const prepared = await prepareStages({
    root,
    stored: fresh,
    stages,
    standing: standing.value,
    environment,
    ...(usual === undefined ? {} : { usual }),
    now,
    by,
    options: { ...(layout === undefined ? {} : { layout }), ...(author === undefined ? {} : { author }), ...options },
  })
  const isGateAlone = !prepared.ok && prepared.diagnostics.every(({ code }) => code === 'gate-is-open')
  if (!prepared.ok && !isGateAlone) return prepared
  const stored = prepared.ok ? prepared.value.stored : fresh
  const { undone: earlier } = original.state
  const originalState = {
    ...original.state,
    ...(upTo === 0
      ? { end: { how: 'reverted' as const, on, by } }
      : { undone: { to: upTo, by: plan.slug, on, ...(earlier === undefined ? {} : { earlier }) } }),
  }
  return ok({
    undone,
    grade,
    stored,
    stages: prepared.ok ? stages : [],
    files: prepared.ok ? prepared.value.files : [],
    papers: [...(await planFiles(root, stored)), stateFile(original.slug, originalState)],
    against: prepared.ok ? [] : prepared.diagnostics,
    warnings: [...warnings, ...(prepared.ok ? prepared.value.warnings : [])],
    ...(prepared.ok && prepared.value.toAdd !== undefined ? { toAdd: prepared.value.toAdd } : {}),
  })
}
