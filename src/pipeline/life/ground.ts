import { isAnnulled, writtenStages, type Attestation, type PlanUndone } from '../../life/plan-state.ts'
import { nextStage, type StoredPlan } from '../../life/stored-plan.ts'
import { whereItStands } from '../../life/two-plans.ts'
import { error, fail, ok, type Diagnostic, type Result } from '../../model/diagnostic.ts'
import { endObjections } from './end-objections.ts'
import { readPlan } from './plan-folder.ts'

/** A plan as its rest is to be planned anew. */
export interface Ground {
  readonly stored: StoredPlan
  /** Why, where something of it was undone. */
  readonly because: readonly string[]
  /** Plans that undid something of it: from here on their stages are stages of it. */
  readonly joined: readonly StoredPlan[]
  /** What a person should know besides. */
  readonly notes: readonly Diagnostic[]
}

/**
 * A plan that may be planned anew from where it stands. Where other plans have undone stages of it, theirs follow those as stages
 * of its own, and what was undone is to be done once more.
 *
 * @param root of the workspace, absolute
 */
export const groundOf = (root: string, stored: StoredPlan): Result<Ground> => {
  const { undone, ...state } = stored.state
  if (state.end !== undefined) return fail(...endObjections(stored))
  if (undone === undefined) return ok({ stored, because: [], joined: [], notes: [] })
  const joined: StoredPlan[] = []
  for (const slug of undoneBy(undone)) {
    const read = readPlan(root, slug)
    if (!read.ok) return read
    const against = notThrough(stored.slug, read.value)
    if (against.length > 0) return fail(...against)
    joined.push(read.value)
  }
  const written = joined.reduce(followedBy, onlyWritten({ ...stored, state }))
  const { stages } = written.plan
  const left = stored.plan.stages.filter(({ number }) => number > undone.to && !isAnnulled(state, number))
  const earlier = (state.annulled ?? []).filter(({ after }) => after < undone.to)
  return ok({
    stored: {
      ...written,
      plan: { ...written.plan, stages: [...stages, ...left.map((stage, n) => ({ ...stage, number: stages.length + n + 1 }))] },
      state: { ...written.state, annulled: [...earlier, { after: undone.to, upTo: stages.length }] },
    },
    because: [`what came after stage ${undone.to} was undone by ${joined.map(({ slug }) => slug).join(' and ')}`],
    joined,
    notes: state.attestations.filter(({ stage }) => stage > undone.to).map(saidBefore),
  })
}

/** Slugs of the plans that undo it, the first one first. */
const undoneBy = ({ by, earlier }: PlanUndone): readonly string[] => [...(earlier === undefined ? [] : undoneBy(earlier)), by]

const notThrough = (slug: string, undoing: StoredPlan): readonly Diagnostic[] => {
  if (nextStage(undoing) === undefined) return undoing.state.end?.how === 'finished' ? [] : endObjections(undoing)
  return [
    error(
      'undoing-is-under-way',
      `${slug} is being undone by ${undoing.slug}: ${whereItStands(undoing)}. Nothing was written.`,
      `finish that first: lockstep generate ${undoing.slug}`,
    ),
  ]
}

const onlyWritten = ({ plan, state, ...rest }: StoredPlan): StoredPlan => {
  const written = writtenStages(state)
  return {
    ...rest,
    plan: { ...plan, stages: plan.stages.filter(({ number }) => written.has(number)) },
    state: { ...state, attestations: state.attestations.filter(({ stage }) => written.has(stage)) },
  }
}

/** One plan after another, as if they were one. */
const followedBy = (first: StoredPlan, next: StoredPlan): StoredPlan => {
  const last = first.plan.stages.length
  return {
    ...first,
    plan: { ...first.plan, stages: [...first.plan.stages, ...next.plan.stages.map(stage => ({ ...stage, number: last + stage.number }))] },
    state: {
      ...first.state,
      files: [...first.state.files, ...next.state.files.map(file => ({ ...file, stage: last + file.stage }))],
      attestations: [...first.state.attestations, ...next.state.attestations.map(each => ({ ...each, stage: last + each.stage }))],
    },
  }
}

/** Who said that the newer release is out has since said that the one from before is back. */
const saidBefore = ({ line, by, environment }: Attestation): Diagnostic => ({
  code: 'attestation-is-void',
  severity: 'note',
  message: `"${line}", attested by ${by} for ${environment}, was said before it was undone: say it again where it is asked again.`,
})
