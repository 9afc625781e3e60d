import type { Cost, Stage, Unit } from '../plan/plan.ts'

const copyKinds = (unit: Unit): number =>
  unit.up.statements.filter(s => s.step.kind === 'backfill' || s.effects.locks.some(l => l.work === 'rewrite')).length

const scanCount = (unit: Unit): number =>
  unit.up.statements.filter(s => s.step.kind !== 'backfill' && s.effects.locks.some(l => l.work === 'scan' || l.work === 'index-build')).length +
  unit.up.facts.filter(f => f.scans).length

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The cost order of product.md: deploy gates, then copies, scans, blocking locks (unit × live table), files. */
export const costOf = (stages: readonly Stage[]): Cost => {
  const units = stages.flatMap(s => s.units)
  return {
    gates: stages.filter(s => s.gate.some(line => line.kind === 'attested')).length,
    copies: sum(units.map(copyKinds)),
    scans: sum(units.map(scanCount)),
    locks: sum(units.map(u => u.up.acquire.length)),
    files: units.length,
  }
}

export const compareCosts = (a: Cost, b: Cost): number =>
  a.gates - b.gates || a.copies - b.copies || a.scans - b.scans || a.locks - b.locks || a.files - b.files
