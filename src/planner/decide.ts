import { behaviourOf } from '../changes/index.ts'
import type { Change } from '../changes/change.ts'
import { applicationStopped } from '../changes/gates.ts'
import { draft, isRefusal, type Candidate, type Policy, type RecipeContext } from '../changes/recipe.ts'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import { keyOf, nameOf, sibling } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import type { Choice, Stage } from '../plan/plan.ts'
import type { Engine } from '../steps/engine.ts'
import { applyAll } from '../steps/index.ts'
import { StepDoesNotApply } from '../steps/step.ts'
import { blockOf } from './blocks.ts'
import { compareCosts, costOf } from './cost.ts'
import { slugOf } from './naming.ts'
import { overtaking } from './overtaking.ts'
import { differingObjects, explainDifference } from './same-schema.ts'
import { mergeStages, type Scheduled } from './schedule.ts'
import { buildStages, outlineStages } from './stages.ts'
import { unitsLedAstray } from './ways-back.ts'
import { isStatedSmall, type World } from './world.ts'

export interface PlanRequest {
  readonly title?: string
  readonly schema: Schema
  readonly changes: readonly Change[]
  readonly engine: Engine
  readonly policy: Policy
  /** Stall budget, milliseconds. */
  readonly maxStall: number
  /** Seconds a file keeps trying for its locks; 10 when absent. */
  readonly patience?: number
}

export interface Chosen {
  readonly change: Change
  readonly candidate: Candidate
  readonly choice: Choice
}

export const worldOf = (schema: Schema, request: PlanRequest, unknownToCode: ReadonlySet<string>): World => ({
  schema,
  unknownToCode,
  engine: request.engine,
  policy: request.policy,
})

/** All recipes of a change, each built and priced; the cheapest allowed one wins. */
const choose = (
  change: Change,
  schema: Schema,
  created: ReadonlySet<string>,
  request: PlanRequest,
): Result<{ readonly chosen: Chosen; readonly after: Schema }> => {
  const behaviour = behaviourOf(change)
  const context: RecipeContext = {
    schema,
    engine: request.engine,
    policy: request.policy,
    isSmall: table => isStatedSmall(table, request.policy),
    isNew: table => created.has(keyOf(table.name)),
  }
  const description = behaviour.describe(change)
  const directSteps = behaviour.direct(change, context)
  const after = applyAll(directSteps, schema, request.engine.semantics)
  const downtime: Candidate = {
    recipe: 'downtime',
    how: 'does it directly, for a maintenance window',
    stages: [{ phase: 'expand', gate: [applicationStopped()], steps: directSteps.map(step => draft(step)) }],
  }
  const answers = request.policy.downtime ? [downtime] : behaviour.recipes.map(recipe => recipe(change, context))
  const priced = answers
    .flatMap(candidate => {
      if (isRefusal(candidate)) return []
      const { stages } = outlineStages(mergeStages([{ turn: 0, stages: candidate.stages }]), worldOf(schema, request, created))
      return [{ candidate, cost: costOf(stages.map(({ draft: { gate }, groups }) => ({ gate, blocks: groups.map(blockOf) }))) }]
    })
    .sort((a, b) => compareCosts(a.cost, b.cost))
  const best = priced[0]
  const refused = answers.filter(isRefusal)
  if (best === undefined) {
    return fail(
      error(
        'no-safe-recipe',
        `${description}: no safe way is known. ${refused.map(r => `${r.recipe}: ${r.refused}`).join('. ')}.`,
        [...new Set(refused.flatMap(r => (r.instead === undefined ? [] : [r.instead])))].join('; or '),
      ),
    )
  }
  const choice: Choice = {
    change: description,
    recipe: best.candidate.recipe,
    how: best.candidate.how,
    cost: best.cost,
    rejected: [
      ...priced.slice(1).map(p => ({ recipe: p.candidate.recipe, because: 'it costs more', cost: p.cost })),
      ...refused.map(r => ({ recipe: r.recipe, because: r.refused })),
    ],
  }
  return ok({ chosen: { change, candidate: best.candidate, choice }, after })
}

interface Arranged {
  readonly scheduled: readonly Scheduled[]
  readonly stages: readonly Stage[]
  readonly end: Schema
}

/** The work, or undefined where its steps do not fit the schema in the order they were put. */
const ifApplicable = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch (problem) {
    if (problem instanceof StepDoesNotApply) return undefined
    throw problem
  }
}

const once = <T>(work: () => T): (() => T) => {
  let done: { readonly value: T } | undefined
  return () => (done ??= { value: work() }).value
}

/** Shares stages between the changes as far as the plan stays right: all at once, or each with those before it, or after them. */
const interleave = (chosen: readonly Chosen[], targets: readonly Schema[], request: PlanRequest): Arranged => {
  const slug = slugOf(titleOf(chosen, request))
  const {
    schema,
    engine: { semantics },
  } = request
  const arrange = (scheduled: readonly Scheduled[]): Arranged => ({
    scheduled,
    ...buildStages(mergeStages(scheduled), worldOf(schema, request, new Set()), slug),
  })
  const overtakes = overtaking([schema, ...targets])
  /** Do the steps fit in that order, and end where they should? */
  const reachesTarget = (scheduled: readonly Scheduled[]): boolean => {
    const steps = mergeStages(scheduled).flatMap(stage => stage.steps.map(each => each.step))
    const end = ifApplicable(() => applyAll(steps, schema, semantics))
    return end !== undefined && differingObjects(end, targets[scheduled.length - 1]!).length === 0
  }
  /** How many of a change's own units leave on their way back what later ones take away, whatever stands beside them. */
  const astrayAlone = chosen.map(({ candidate: { stages } }, at) => {
    const start = at === 0 ? schema : targets[at - 1]!
    return once(
      () =>
        unitsLedAstray(buildStages(mergeStages([{ turn: 0, stages }]), worldOf(start, request, new Set()), slug).stages, start, semantics)
          .length,
    )
  })
  /** Undefined where a step cannot be taken back from where it came to stand. */
  const attempt = (scheduled: readonly Scheduled[]): Arranged | undefined => {
    const arranged = ifApplicable(() => arrange(scheduled))
    if (arranged === undefined) return undefined
    const astray = unitsLedAstray(arranged.stages, schema, semantics).length
    const isRight = astray === 0 || astray <= astrayAlone.slice(0, scheduled.length).reduce((sum, own) => sum + own(), 0)
    return isRight ? arranged : undefined
  }
  const inTurns = (isRight: (scheduled: readonly Scheduled[]) => boolean): readonly Scheduled[] =>
    chosen.reduce<readonly Scheduled[]>((scheduled, { candidate: { stages } }, index) => {
      const turn = scheduled.at(-1)?.turn ?? 0
      const own = { turn, stages }
      const beside = [...scheduled, own]
      const isBeside = index === 0 || (!overtakes(own, scheduled) && reachesTarget(beside) && isRight(beside))
      return isBeside ? beside : [...scheduled, { turn: turn + 1, stages }]
    }, [])
  // Most lists of changes need but the first look; trying each on its own builds the plan as often as there are changes.
  const together = chosen.map(({ candidate: { stages } }): Scheduled => ({ turn: 0, stages }))
  const isTogether = !together.some((own, at) => overtakes(own, together.slice(0, at))) && reachesTarget(together)
  return (
    (isTogether ? attempt(together) : undefined) ??
    attempt(inTurns(() => true)) ??
    arrange(inTurns(scheduled => attempt(scheduled) !== undefined))
  )
}

const titleOf = (chosen: readonly Chosen[], request: PlanRequest): string => request.title || chosen.map(c => c.choice.change).join('; ')

/** What was decided of a list of changes: how each is done, and in which order their stages come. */
export interface Decided {
  readonly title: string
  readonly chosen: readonly Chosen[]
  readonly scheduled: readonly Scheduled[]
  readonly stages: readonly Stage[]
  /** Keys of the tables that the changes make. */
  readonly created: ReadonlySet<string>
  /** The schema the changes lead to. */
  readonly target: Schema
}

/** Takes the cheapest safe recipe of each change, and interleaves them so that gates are shared. */
export const decide = (request: PlanRequest): Result<Decided> => {
  if (request.changes.length === 0)
    return fail(error('empty-change', 'The change file states no change.', 'add at least one, for instance t.addColumn(…)'))
  const created = new Set<string>()
  const chosen: Chosen[] = []
  const targets: Schema[] = []
  let schema = request.schema
  for (const change of request.changes) {
    const result = attemptChoice(change, schema, created, request)
    if (!result.ok) return result
    chosen.push(result.value.chosen)
    schema = result.value.after
    targets.push(schema)
    if (change.kind === 'create-table' || change.kind === 'create-partition') created.add(keyOf(change.table.name))
    if (change.kind === 'rename-table' && created.has(keyOf(change.from))) created.add(keyOf(sibling(change.from, change.to)))
    if (change.kind === 'move-table' && created.has(keyOf(change.from))) created.add(keyOf(nameOf(change.from.name, change.to)))
  }
  const { scheduled, stages, end } = interleave(chosen, targets, request)
  if (differingObjects(end, schema).length > 0)
    throw new Error(
      `The plan does not reach its target; this is a bug in a recipe (${chosen.map(c => c.choice.recipe).join(', ')}).\n${explainDifference(end, schema)}`,
    )
  return ok({ title: titleOf(chosen, request), chosen, scheduled, stages, created, target: schema })
}

/** A change that does not fit the schema is the user's mistake, not a bug. */
const attemptChoice = (change: Change, schema: Schema, created: ReadonlySet<string>, request: PlanRequest): ReturnType<typeof choose> => {
  try {
    return choose(change, schema, created, request)
  } catch (problem) {
    if (problem instanceof StepDoesNotApply)
      return fail(
        error(
          'change-does-not-fit',
          `${behaviourOf(change).describe(change)}: ${problem.reason}.`,
          problem.reason.includes('2BP01')
            ? 'drop or replace what depends on it first, in the same change file (.dropView, .replaceView, .dropConstraint)'
            : 'check the schema file against the database (lockstep pull)',
        ),
      )
    throw problem
  }
}
