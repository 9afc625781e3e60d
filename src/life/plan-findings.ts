import { contentHash } from './content-hash.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { error } from '../model/diagnostic.ts'
import type { Stage } from '../plan/plan.ts'
import { stageOption } from './gate.ts'
import { writtenStages } from './plan-state.ts'
import type { StoredPlan } from './stored-plan.ts'
import { whereItStands } from './two-plans.ts'

const at = (file: string) => ({ file, line: 1, column: 1 })

/** Files that were written and are not there, or that somebody has edited since. @param read a file of the workspace; nothing where it is not there */
export const fileFindings = ({ slug, plan, state }: StoredPlan, read: (path: string) => string | undefined): readonly Diagnostic[] =>
  state.files.flatMap(({ path, sha256, on }): readonly Diagnostic[] => {
    const content = read(path)
    if (content === undefined)
      return [
        error(
          'file-is-gone',
          `${path} was written for "${plan.title}" on ${on}, and is not there any more.`,
          `restore it from version control; where it has run nowhere: lockstep generate ${slug} --restamp writes it anew`,
        ),
      ]
    if (contentHash(content) === sha256) return []
    return [
      {
        code: 'file-was-edited',
        severity: 'note',
        message: `${path} was edited after it was written for "${plan.title}"`,
        help: `lockstep check ${path} says what it does now`,
        span: at(path),
      },
    ]
  })

/** Stages that are written although nobody has said for any environment that their gate's lines hold. */
export const gateFindings = (stored: StoredPlan): readonly Diagnostic[] => {
  const { slug, plan, state } = stored
  const written = writtenStages(state)
  return plan.stages
    .filter(({ number }) => written.has(number))
    .flatMap((stage): readonly Diagnostic[] => {
      const open = stage.gate.filter(({ kind, text }) => kind === 'attested' && !isAnswered(stored, stage, text))
      if (open.length === 0) return []
      const [first] = state.files.filter(({ stage: number }) => number === stage.number)
      return [
        error(
          'gate-was-skipped',
          [
            `Stage ${stage.number} (${stage.phase}) of "${plan.title}" is written, and nobody has attested:`,
            ...open.map(({ text }) => `- ${text}`),
          ].join('\n'),
          `when it is true: lockstep gate ${slug}${stageOption(stored, stage)} --attest "how you know"`,
          first === undefined ? undefined : at(first.path),
        ),
      ]
    })
}

/** A line that was passed over with a reason was looked at. */
export const isAnswered = ({ state }: StoredPlan, { number }: Stage, text: string): boolean =>
  state.attestations.some(({ stage, line }) => stage === number && line === text)

/** Written stages with one before them that is not. */
export const orderFindings = ({ slug, plan, state }: StoredPlan): readonly Diagnostic[] => {
  const written = writtenStages(state)
  const last = plan.stages.findLast(({ number }) => written.has(number))
  const missing = plan.stages.filter(({ number }) => last !== undefined && number < last.number && !written.has(number))
  return missing.map(({ number, phase }) =>
    error(
      'stage-before-is-missing',
      `Stage ${last!.number} of "${plan.title}" is written, and stage ${number} (${phase}) before it is not.`,
      `a merge may have lost it: restore it from version control, or lockstep generate ${slug} --stage ${number}`,
    ),
  )
}

/** A plan that is stacked on another one and was begun all the same. */
export const stackFindings = ({ plan, state }: StoredPlan, plans: readonly StoredPlan[]): readonly Diagnostic[] => {
  const below = plans.find(({ slug }) => slug === state.stackedOn)
  if (below === undefined || below.state.end !== undefined || state.files.length === 0) return []
  return [
    error(
      'plan-waits',
      `"${plan.title}" is stacked on "${below.plan.title}" and is written already, while that one has not ended: ${whereItStands(below)}.`,
      'take its files back until the first one has ended',
    ),
  ]
}
