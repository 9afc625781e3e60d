import type { Block, Unit } from '../plan/plan.ts'

/** A unit whose work is a job's: its migration asserts that the job is through, and does the work itself where there are few rows. */
export interface AssertingUnit extends Unit {
  readonly asserts: { readonly title: string; readonly command: string }
}

/** What the migration asserts; nothing for a unit that does its work itself, and for the way back. */
export const assertionOf = (unit: Unit, block: Block): AssertingUnit['asserts'] | undefined =>
  'asserts' in unit && block === unit.up ? (unit as AssertingUnit).asserts : undefined
