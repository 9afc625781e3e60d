import type { Block, Cost, Stage } from '../plan/plan.ts'

/** What a stage costs by: its gate, and the blocks of its files. */
export interface Priced {
  readonly gate: Stage['gate']
  readonly blocks: readonly Block[]
}

const copyKinds = ({ statements }: Block): number =>
  statements.filter(s => s.step.kind === 'backfill' || s.effects.locks.some(l => l.work === 'rewrite')).length

const scanCount = ({ statements, facts }: Block): number =>
  statements.filter(s => s.step.kind !== 'backfill' && s.effects.locks.some(l => l.work === 'scan' || l.work === 'index-build')).length +
  facts.filter(f => f.scans).length

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The cost order of product.md: deploy gates, then copies, scans, blocking locks (unit × live table), files. */
export const costOf = (stages: readonly Priced[]): Cost => {
  const blocks = stages.flatMap(s => s.blocks)
  return {
    gates: stages.filter(s => s.gate.some(line => line.kind === 'attested')).length,
    copies: sum(blocks.map(copyKinds)),
    scans: sum(blocks.map(scanCount)),
    locks: sum(blocks.map(b => b.acquire.length)),
    files: blocks.length,
  }
}

export const compareCosts = (a: Cost, b: Cost): number =>
  a.gates - b.gates || a.copies - b.copies || a.scans - b.scans || a.locks - b.locks || a.files - b.files
