import type { StageDraft } from '../changes/recipe.ts'
import { tableOfStep } from '../changes/safely.ts'
import { canonicalJson } from '../model/canonical-json.ts'
import { error, fail, ok, type Result } from '../model/diagnostic.ts'
import type { GateLine } from '../model/gate.ts'
import { keyOf, sibling } from '../model/name.ts'
import { constraintIn, tableIn, type Schema } from '../model/schema.ts'
import type { Plan, Stage } from '../plan/plan.ts'
import { applyAll, describeStep } from '../steps/index.ts'
import { StepDoesNotApply, type Step } from '../steps/step.ts'
import { decide, worldOf, type Decided, type PlanRequest } from './decide.ts'
import { compatibility, planOf } from './index.ts'
import { rebase, rebaseChanges } from './rebase.ts'
import { unsafeStatements } from './safety.ts'
import { differingObjects } from './same-schema.ts'
import { mergeStages } from './schedule.ts'
import { buildStages } from './stages.ts'
import { takeBack } from './take-back.ts'

export interface ReplanRequest extends Pick<PlanRequest, 'engine' | 'policy'> {
  readonly plan: Plan
  /** The schema the plan starts from. */
  readonly schema: Schema
  /** Stages that are written already: they stay as they are. Their last may lack units that are to be planned again. */
  readonly written: readonly Stage[]
  /** What others have done to the schema since the plan was made, in order. */
  readonly since: readonly Step[]
  /** The schema as the written stages and the others have left it, each in its turn. As if the others had come first when absent. */
  readonly present?: Schema
  /** Those of the written stages that no other of them has undone; all when absent. */
  readonly standing?: readonly Stage[]
}

/** A plan whose remaining stages were planned from the present state. */
export interface Replanned {
  readonly plan: Plan
  /** The schema it starts from now, with what others have done. */
  readonly schema: Schema
  /** The schema once the written stages have run. */
  readonly present: Schema
  /** The schema after the last stage. */
  readonly end: Schema
}

/**
 * Plans what remains of a plan after others have changed what it is about. The original changes are planned again as if what
 * others did had been there before; of that the steps which the written stages have done are taken away. What is left must run
 * from the present state, and end where all of it together leads.
 *
 * @returns the plan with the written stages as they are; or why what remains cannot be planned
 */
export const replan = (request: ReplanRequest): Result<Replanned> => {
  const { plan, written, since, engine, policy, standing = written } = request
  const { semantics } = engine
  const { schema, late } = rebase(request.schema, since, semantics)
  const changes = rebaseChanges(plan.changes, schema, request)
  if (!changes.ok) return changes
  const { title, maxStall, patience } = plan
  const fresh: PlanRequest = {
    title,
    schema,
    changes: changes.value,
    engine,
    policy,
    maxStall,
    ...(patience === undefined ? {} : { patience }),
  }
  const decided = decide(fresh)
  if (!decided.ok) return decided

  try {
    const predicted = applyAll([...written.flatMap(stepsOf), ...late], schema, semantics)
    const present = request.present ?? predicted
    const between = standing.length === written.length ? [] : differingObjects(predicted, present)
    if (between.length > 0) return fail(hangsOnUndone(plan, between))
    const { rest, extra, begun } = takeAway(
      decided.value,
      standing.flatMap(stepsOf).filter(step => !isUnproven(step, present)),
    )
    const unknown = unknownToCode(standing, since)
    const undoing = takeBack(extra, present, { engine, policy })
    if (undoing.stuck.length > 0) return fail(doesNotFit(plan, undoing.stuck))
    const drafts = [
      ...(undoing.drafts.length === 0 ? [] : [{ phase: 'migrate' as const, gate: [], steps: undoing.drafts }]),
      ...leftOver(rest, begun, standing),
    ]
    const { stages, end } = buildStages(drafts, worldOf(present, fresh, unknown), plan.slug, written, { standing })
    const target = applyAll(late, decided.value.target, semantics)
    const differing = differingObjects(end, target)
    if (differing.length > 0)
      return fail(
        error(
          'replan-misses-its-end',
          `What remains of "${plan.title}" would not end where it should: ${differing.join(', ')} would be otherwise. Nothing was written.`,
          wayOut,
        ),
      )
    const unsafe = policy.downtime
      ? []
      : unsafeStatements(stages, worldOf(present, fresh, withoutThoseTouched(decided.value.created, since)))
    if (unsafe.length > 0) return fail(...unsafe)
    const all = [...written, ...stages]
    return ok({
      plan: planOf(fresh, decided.value, {
        title: plan.title,
        slug: plan.slug,
        stages: all,
        compatibility: compatibility(decided.value, stage => placeAmong(stage, rest, written.length, undoing.drafts.length > 0)),
      }),
      schema,
      present,
      end,
    })
  } catch (problem) {
    if (!(problem instanceof StepDoesNotApply)) throw problem
    return fail(
      error(
        'replan-does-not-fit',
        `What remains of "${plan.title}" does not fit what ${standing.length === written.length ? 'others have done' : 'undoing has left'}: ${describeStep(problem.step)}: ${problem.reason}. Nothing was written.`,
        wayOut,
      ),
    )
  }
}

/** Work of others that stages which were undone would have taken away, had it come first: no schema to plan on has both. */
const hangsOnUndone = (plan: Plan, between: readonly string[]) =>
  error(
    'others-built-on-what-was-undone',
    `"${plan.title}" was undone in part, and others have worked on what that brought back: ${between.join(', ')}. What remains cannot be planned on that. Nothing was written.`,
    `undo the rest: lockstep revert ${plan.slug} --to start; then plan the change anew`,
  )

/** Tables made since the last gate: no running code knows them, unless others have begun to use them. */
const unknownToCode = (written: readonly Stage[], since: readonly Step[]): ReadonlySet<string> => {
  let unknown = new Set<string>()
  for (const stage of written) {
    if (stage.gate.some(line => line.kind === 'attested')) unknown = new Set()
    for (const step of stepsOf(stage)) {
      if (step.kind === 'create-table') unknown.add(keyOf(step.table.name))
      if (step.kind === 'rename-table' && unknown.has(keyOf(step.from))) unknown.add(keyOf(sibling(step.from, step.to)))
    }
  }
  return withoutThoseTouched(unknown, since)
}

const withoutThoseTouched = (tables: ReadonlySet<string>, since: readonly Step[]): ReadonlySet<string> => {
  const touched = new Set(since.flatMap(step => tableOfStep(step) ?? []).map(keyOf))
  return new Set([...tables].filter(key => !touched.has(key)))
}

const wayOut = 'take the other change back by a new migration, or undo this plan with lockstep revert and plan anew'

const doesNotFit = (plan: Plan, steps: readonly Step[]) =>
  error(
    'written-does-not-fit',
    `What is written of "${plan.title}" is not what would be written now: ${steps.map(describeStep).join('; ')}. Nothing was written.`,
    wayOut,
  )

/** A proof that stages which were undone have used up, and that is there again without having been made anew. */
const isUnproven = (step: Step, present: Schema): boolean => {
  if (step.kind !== 'validate-constraint') return false
  const table = tableIn(present, step.table)
  const constraint = table && constraintIn(table, step.constraint.name)
  return constraint !== undefined && 'validated' in constraint && !constraint.validated
}

const stepsOf = ({ units }: Stage): readonly Step[] => units.flatMap(({ up }) => up.statements.map(({ step }) => step))

interface TakenAway {
  /** For each stage of the new plan what is left of it. */
  readonly rest: readonly StageDraft[]
  /** Steps that were done, and that the new plan does not have. */
  readonly extra: readonly Step[]
  /** How many stages of the new plan the done steps reach into. */
  readonly begun: number
}

/** Steps are what they do: equal ones are the same, and the first of them was done first. */
const takeAway = ({ scheduled }: Decided, done: readonly Step[]): TakenAway => {
  const counts = new Map<string, Step[]>()
  for (const step of done) {
    const key = canonicalJson(step)
    counts.set(key, [...(counts.get(key) ?? []), step])
  }
  let begun = 0
  const rest = mergeStages(scheduled).map((stage, at): StageDraft => {
    const steps = stage.steps.filter(({ step }) => {
      const isDone = counts.get(canonicalJson(step))?.pop() !== undefined
      if (isDone) begun = at + 1
      return !isDone
    })
    return { ...stage, steps }
  })
  return { rest, extra: [...counts.values()].flat(), begun }
}

/** A gate that was passed is not asked for again, but for lines that were not in it. */
const leftOver = (rest: readonly StageDraft[], begun: number, written: readonly Stage[]): readonly StageDraft[] => {
  const passed = new Set(written.flatMap(({ gate }) => gate.map(({ text }) => text)))
  const isNew = ({ text }: GateLine): boolean => !passed.has(text)
  const stages = rest.map((stage, at) => (at < begun ? { ...stage, gate: stage.gate.filter(isNew) } : stage))
  return stages.filter(({ steps }) => steps.length > 0)
}

/** Where a stage of the new plan came to lie among those that are written and those that are left. */
const placeAmong = (stage: number, rest: readonly StageDraft[], written: number, isUndoing: boolean): number => {
  if ((rest[stage]?.steps.length ?? 0) === 0) return Math.max(0, Math.min(stage, written - 1))
  return written + (isUndoing ? 1 : 0) + rest.slice(0, stage).filter(({ steps }) => steps.length > 0).length
}
