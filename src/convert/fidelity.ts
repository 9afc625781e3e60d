import type { Recorded } from '../history/recorder.ts'
import type { Replayed } from '../history/replay.ts'
import type { Span } from '../model/diagnostic.ts'

/**
 * How near a migration comes to what it was. `exact`: every statement is understood, and said again. `sql`: some SQL is carried
 * as it is, without being understood. `code`: some program code is not translated, and a stub stops there. `refused`: the
 * target cannot hold it.
 */
export const fidelities = ['exact', 'sql', 'code', 'refused'] as const
export type Fidelity = (typeof fidelities)[number]

/** Something that is not carried over exactly. */
export interface Passage {
  readonly direction: 'up' | 'down'
  readonly kind: Exclude<Fidelity, 'exact'>
  readonly reason: string
  readonly at: Span
}

const passageOf = ({ step, at }: Recorded, direction: 'up' | 'down'): readonly Passage[] => {
  if (step.kind === 'run-code') return [{ direction, kind: 'code', reason: step.reason, at }]
  return step.kind === 'execute-sql' && step.known === undefined ? [{ direction, kind: 'sql', reason: step.reason, at }] : []
}

/** The author's way back, unless its own framework refuses it: then there is none that ever ran. */
export const ownWayBack = ({ down }: Replayed): Replayed['down'] =>
  down?.some(({ step }) => step.kind === 'run-code' && step.fails === true) === true ? undefined : down

export const passagesOf = (replayed: Replayed): readonly Passage[] => [
  ...replayed.up.flatMap(one => passageOf(one, 'up')),
  ...(ownWayBack(replayed) ?? []).flatMap(one => passageOf(one, 'down')),
]

export const fidelityOf = (passages: readonly Passage[]): Fidelity =>
  fidelities.findLast(fidelity => passages.some(({ kind }) => kind === fidelity)) ?? 'exact'

/** Steps that are told again as steps, statements that only write rows among them. */
export const exactSteps = (replayed: Replayed): number =>
  [...replayed.up, ...(ownWayBack(replayed) ?? [])].filter(one => passageOf(one, 'up').length === 0).length
