import { applicationStopped, previousReleaseIsBack } from '../changes/gates.ts'
import type { DraftStep, StageDraft } from '../changes/recipe.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../model/diagnostic.ts'
import { worseGrade, type Grade } from '../model/grade.ts'
import { constraintIn, indexIn, tableIn, type Schema } from '../model/schema.ts'
import type { Block, Plan, Rollback, Stage, Unit } from '../plan/plan.ts'
import { applyAll, describeStep } from '../steps/index.ts'
import { StepDoesNotApply, type Semantics } from '../steps/step.ts'
import { fewestBlocks, withoutDetours } from './blocks-back.ts'
import type { Group } from './blocks.ts'
import { worldOf, type PlanRequest } from './decide.ts'
import { planOf } from './index.ts'
import { slugOf } from './naming.ts'
import { breaksNewRelease } from './new-release.ts'
import { rollbackOf } from './rollback.ts'
import { unsafeStatements } from './safety.ts'
import { buildStages, markPointOfNoReturn } from './stages.ts'
import { blocksBack } from './way-back-again.ts'
import { leadsBack } from './ways-back.ts'
import type { World } from './world.ts'

export interface RevertRequest extends Pick<PlanRequest, 'engine' | 'policy'> {
  /** The plan that is undone. */
  readonly plan: Plan
  /** Its stages that are to be undone, in their order. */
  readonly stages: readonly Stage[]
  /** The schema as it is now. */
  readonly present: Schema
  /** Ways back that lose data are taken too, and what has no way back stays as it is. */
  readonly acceptsLoss: boolean
  /** Makes the slug another one than those of the plans there are. */
  readonly taken: readonly string[]
}

/** What undoing a file costs. */
export interface Undone {
  readonly stage: number
  readonly unit: Unit
}

export interface Reverted {
  readonly plan: Plan
  /** The schema after its last stage. */
  readonly end: Schema
  /** The files that are undone, from the last to the first. */
  readonly undone: readonly Undone[]
  /** The worst of their ways back. */
  readonly grade: Grade
}

const isLoss = ({ grade }: { readonly grade: Grade }): boolean => grade === 'loses data' || grade === 'irreversible'

/**
 * Plans to undo stages of a plan that have run, by migrations that go forward: the ways back of its files, from the last to the
 * first, cut into files anew and planned on the schema as it is, so that each has a way back of its own.
 *
 * @returns the plan, or what stands against it: data would be lost, or the present schema does not fit
 */
export const revertPlan = (request: RevertRequest): Result<Reverted> => {
  const { plan, acceptsLoss } = request
  const undone = request.stages
    .toReversed()
    .flatMap(stage => stage.units.toReversed().map((unit): Undone => ({ stage: stage.number, unit })))
  const losses = undone.filter(({ unit }) => isLoss(unit.down))
  if (losses.length > 0 && !acceptsLoss) return fail(...losses.map(refuseLoss))
  try {
    const drafts = stagesBack(request)
    return drafts.length === 0 ? fail(nothingToUndo(request, undone)) : planned(request, drafts, undone)
  } catch (problem) {
    if (!(problem instanceof StepDoesNotApply)) throw problem
    return fail(
      error(
        'revert-does-not-fit',
        `"${plan.title}" cannot be undone as the schema is now: ${describeStep(problem.step)}: ${problem.reason}. Nothing was written.`,
        'take away first what others have built on it, by a migration of its own',
      ),
    )
  }
}

const nothingToUndo = ({ plan, stages }: RevertRequest, undone: readonly Undone[]): Diagnostic =>
  error(
    'nothing-to-undo',
    `What ${stages.length === 1 ? 'this stage' : 'these stages'} of "${plan.title}" did needs no undoing by itself: ${undone.map(({ unit }) => unit.down.because ?? unit.title).join('; ')}.`,
    'undo more of it: --to start',
  )

/** Throws `StepDoesNotApply` where the ways back do not fit the present schema. */
const planned = (
  { plan, stages: gone, present, engine, policy, taken }: RevertRequest,
  drafts: readonly StageDraft[],
  undone: readonly Undone[],
): Result<Reverted> => {
  const first = gone[0]!.number
  const title = `Undo: ${plan.title}${first === 1 ? '' : `, back to stage ${first - 1}`}`
  const slug = freeSlug(slugOf(title), taken)
  const { maxStall, patience } = plan
  const fresh = { schema: present, changes: [], engine, policy, maxStall, ...(patience === undefined ? {} : { patience }) }
  const world = worldOf(present, fresh, new Set())
  const built = buildStages(drafts, world, slug, [], {
    toBlock: group => blocksBack([group])[0]!,
    toRollback: forthAgain,
    avoid: plan.stages.flatMap(({ units }) => units.map(unit => unit.slug)),
  })
  const stages = withTrueWaysBack(built.stages, present, engine.semantics)
  const unsafe = policy.downtime ? [] : unsafeStatements(stages, world)
  if (unsafe.length > 0) return fail(...unsafe)
  const made = planOf(fresh, { chosen: [], created: new Set() }, { title, slug, stages, compatibility: [], notes: notesOn(undone) })
  return ok({ plan: made, end: built.end, undone, grade: undone.map(({ unit }) => unit.down.grade).reduce(worseGrade, 'exact') })
}

const noWayForth: Rollback = {
  grade: 'irreversible',
  because: 'its steps have no way forth again one by one; to have the change after all, plan it anew',
  residue: [],
  blocks: [],
}

/** How undoing is itself undone; the ways back of some swaps were thought out as a whole, and their steps have none one by one. */
const forthAgain = (group: Group): Rollback => {
  try {
    return rollbackOf(group)
  } catch (problem) {
    if (problem instanceof StepDoesNotApply) return noWayForth
    throw problem
  }
}

/** A way back that would lead elsewhere is none. */
const withTrueWaysBack = (stages: readonly Stage[], start: Schema, semantics: Semantics): readonly Stage[] => {
  let before = start
  return markPointOfNoReturn(
    stages.map(stage => ({
      ...stage,
      units: stage.units.map(unit => {
        const [then, after] = [
          before,
          applyAll(
            unit.up.statements.map(({ step }) => step),
            before,
            semantics,
          ),
        ]
        before = after
        return { ...unit, isPointOfNoReturn: false, ...(leads(unit, then, after, semantics) ? {} : { down: noWayForth }) }
      }),
    })),
  )
}

const leads = (unit: Unit, before: Schema, after: Schema, semantics: Semantics): boolean => {
  try {
    return leadsBack(unit, before, after, semantics)
  } catch (problem) {
    if (problem instanceof StepDoesNotApply) return false
    throw problem
  }
}

const refuseLoss = ({ stage, unit: { title, down } }: Undone): Diagnostic =>
  error(
    'revert-loses-data',
    `Stage ${stage}, ${title}: undoing it ${down.grade === 'irreversible' ? 'is not possible' : down.grade}${down.because === undefined ? '' : `: ${down.because}`}. Nothing was written.`,
    down.grade === 'irreversible'
      ? 'undo only what came after it with --to, or leave it as it is and undo the rest with --accept-loss'
      : 'undo only what came after it with --to, or take the loss with --accept-loss',
  )

const freeSlug = (slug: string, taken: readonly string[]): string => {
  let number = 2
  let free = slug
  while (taken.includes(free)) free = `${slug}_${number++}`
  return free
}

const notesOn = (undone: readonly Undone[]): readonly string[] =>
  undone
    .filter(({ unit }) => unit.down.grade !== 'exact')
    .map(({ unit: { title, down } }) =>
      down.grade === 'irreversible'
        ? `${title} stays done: ${down.because ?? 'it has no way back'}`
        : `undoing ${title} ${down.grade}: ${[down.because, ...down.residue.map(({ what }) => what)].filter(text => text !== undefined).join('; ')}`,
    )

/** Undone stages, last first; what the newer release needs is taken away behind a gate of its own. */
const stagesBack = ({ plan, stages, present, engine, policy }: RevertRequest): readonly StageDraft[] => {
  let schema = present
  const ways: {
    readonly phase: StageDraft['phase']
    readonly gate: StageDraft['gate']
    readonly before: Schema
    readonly blocks: Block[]
  }[] = []
  for (const stage of stages.toReversed()) {
    const before = schema
    const blocks: Block[] = []
    for (const { down } of stage.units.toReversed())
      for (const block of down.blocks) {
        const left = withoutGone(block, schema)
        schema = applyAll(
          left.statements.map(({ step }) => step),
          schema,
          engine.semantics,
        )
        if (left.statements.length > 0) blocks.push(left)
      }
    if (blocks.length === 0) continue
    const last = ways.at(-1)
    if (ways.every(({ gate }) => gate.length === 0) && breaksNewRelease(plan, stage))
      ways.push({ phase: 'contract', gate: [isForWindow(plan) ? applicationStopped() : previousReleaseIsBack()], before, blocks })
    else if (last === undefined) ways.push({ phase: 'expand', gate: [], before, blocks })
    else last.blocks.push(...blocks)
  }
  return ways.flatMap(({ phase, gate, before, blocks }) => {
    const world: World = { schema: before, engine, policy, unknownToCode: new Set() }
    const steps = fewestBlocks(withoutDetours(blocks, world), world).flatMap((block, n) => draftsOf(block, String(n)))
    return steps.length === 0 ? [] : [{ phase, gate, steps }]
  })
}

/** An index or a constraint of a partition may have gone with its parent's. */
const withoutGone = (block: Block, schema: Schema): Block => ({
  ...block,
  statements: block.statements.filter(({ step }) => {
    if (step.kind !== 'drop-index' && step.kind !== 'drop-constraint') return true
    const table = tableIn(schema, step.table)
    if (table === undefined) return true
    return step.kind === 'drop-index'
      ? indexIn(table, step.index.name) !== undefined
      : constraintIn(table, step.constraint.name) !== undefined || step.constraint.kind === 'not-null'
  }),
})

const isForWindow = ({ choices }: Plan): boolean => choices.some(({ recipe }) => recipe === 'downtime')

/** A block's statements as drafts that become the same transaction again. */
const draftsOf = ({ statements, facts, transactional, doneWhen }: Block, key: string): readonly DraftStep[] =>
  statements.map(({ step, why, avoids, sql }, n) => ({
    step,
    ...(why === undefined ? {} : { why }),
    ...(avoids === undefined ? {} : { avoids }),
    ...(transactional && statements.length > 1 ? { together: `undo ${key}` } : {}),
    ...(n === 0 ? { apart: true } : {}),
    ...(n === 0 && facts.length > 0 ? { facts } : {}),
    ...(doneWhen !== undefined && sql.at(-1)?.doneWhen === doneWhen ? { witness: true } : {}),
  }))
