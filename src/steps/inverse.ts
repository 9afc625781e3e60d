import type { Inverse, Residue, Step } from './step.ts'

export const exact = (...steps: readonly Step[]): Inverse => ({ grade: 'exact', steps })
export const exactBut = (because: string, ...steps: readonly Step[]): Inverse => ({ grade: 'exact', steps, because })
/** Exact unless something is left that must be declared. */
export const exactUnless = (residue: readonly Residue[], because: string | undefined, ...steps: readonly Step[]): Inverse => ({
  grade: residue.length === 0 ? 'exact' : 'leaves residue',
  steps,
  ...(residue.length === 0 ? {} : { residue }),
  ...(because === undefined ? {} : { because }),
})
export const leaves = (what: string, ...steps: readonly Step[]): Inverse => ({ grade: 'leaves residue', steps, residue: [{ what }] })
