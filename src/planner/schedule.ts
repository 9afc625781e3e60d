import type { StageDraft } from '../changes/recipe.ts'
import { phases, type GateLine, type Phase } from '../model/gate.ts'

/** Where a stage of one change falls among those of all changes. */
export interface Slot {
  /** Changes that could not be interleaved come one turn later. */
  readonly turn: number
  /** Deploy gates passed by then: stages behind the same number of gates share one. */
  readonly gatesPassed: number
  readonly phase: Phase
}

/** A change's stages with the turn it was given. */
export interface Scheduled {
  readonly turn: number
  readonly stages: readonly StageDraft[]
}

const isGated = (gate: readonly GateLine[]): boolean => gate.some(line => line.kind === 'attested')

/** A change's stage with where it falls. */
export interface Slotted {
  readonly slot: Slot
  readonly stage: StageDraft
}

export const slotted = ({ turn, stages }: Scheduled): readonly Slotted[] => {
  let gatesPassed = 0
  return stages.map(stage => {
    if (isGated(stage.gate)) gatesPassed += 1
    return { slot: { turn, gatesPassed, phase: stage.phase }, stage }
  })
}

const compareSlots = (a: Slot, b: Slot): number =>
  a.turn - b.turn || a.gatesPassed - b.gatesPassed || phases.indexOf(a.phase) - phases.indexOf(b.phase)

export const isBefore = (a: Slot, b: Slot): boolean => compareSlots(a, b) < 0

const uniqueLines = (lines: readonly GateLine[]): readonly GateLine[] => {
  const seen = new Map(lines.map(line => [JSON.stringify(line), line]))
  return [...seen.values()]
}

interface Merged {
  readonly slot: Slot
  readonly gate: GateLine[]
  readonly steps: StageDraft['steps'][number][]
}

const merge = (changes: readonly Scheduled[]): readonly Merged[] => {
  const all = changes.flatMap(slotted).sort((a, b) => compareSlots(a.slot, b.slot)) // stable: changes keep their order
  const merged: Merged[] = []
  for (const { slot, stage } of all) {
    const last = merged.at(-1)
    const behindSameGate = merged.find(m => m.slot.turn === slot.turn && m.slot.gatesPassed === slot.gatesPassed)
    if (last !== undefined && compareSlots(last.slot, slot) === 0) last.steps.push(...stage.steps)
    else merged.push({ slot, gate: [], steps: [...stage.steps] })
    const bearer = isGated(stage.gate) ? (behindSameGate ?? merged.at(-1)!) : merged.at(-1)!
    bearer.gate.push(...stage.gate)
  }
  return merged.filter(m => m.steps.length > 0)
}

/**
 * Interleaves the stages of several changes: same phase behind the same number of gates is one stage, and
 * a gate of one is a gate of all, standing before the first stage behind it.
 */
export const mergeStages = (changes: readonly Scheduled[]): readonly StageDraft[] =>
  merge(changes).map(({ slot, gate, steps }) => ({ phase: slot.phase, gate: uniqueLines(gate), steps }))

/** Where each change's own stages came to lie: per change and draft stage, the index of the merged one. */
export const stagePositions = (changes: readonly Scheduled[]): readonly (readonly number[])[] => {
  const merged = merge(changes)
  return changes.map(change => slotted(change).map(({ slot }) => merged.findLastIndex(m => compareSlots(m.slot, slot) <= 0)))
}
