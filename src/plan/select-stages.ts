import type { Phase } from '../model/gate.ts'
import type { Plan, Stage } from './plan.ts'

/** `all` is for rehearsals; a stage's number goes before a phase. */
export type StageSelection = { readonly phase: Phase | 'all' } | { readonly stage: number }

const waitsForPeople = ({ gate }: Stage): boolean => gate.some(line => line.kind === 'attested')

/**
 * The stages to write now. A phase may have several stages with a gate between them (a soak before the real drop):
 * then only those up to that gate, since what stands behind it has not been attested yet.
 */
export function selectStages(plan: Plan, selection: StageSelection): readonly Stage[] {
  if ('stage' in selection) return plan.stages.filter(({ number }) => number === selection.stage)
  const { phase } = selection
  if (phase === 'all') return plan.stages
  const first = plan.stages.findIndex(each => each.phase === phase)
  if (first < 0) return []
  const end = plan.stages.findIndex((each, index) => index > first && (each.phase !== phase || waitsForPeople(each)))
  return plan.stages.slice(first, end < 0 ? undefined : end)
}

/**
 * The stages to write after those that are written: from the first one that is not, up to the next gate that people attest.
 *
 * @param phase only its stages
 */
export function nextStages(plan: Plan, written: ReadonlySet<number>, phase?: Phase): readonly Stage[] {
  const isMeant = (stage: Stage): boolean => !written.has(stage.number) && (phase === undefined || stage.phase === phase)
  const first = plan.stages.findIndex(isMeant)
  if (first < 0) return []
  const end = plan.stages.findIndex((stage, index) => index > first && (!isMeant(stage) || waitsForPeople(stage)))
  return plan.stages.slice(first, end < 0 ? undefined : end)
}
