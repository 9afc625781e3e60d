import type { Inverse, Step } from './step.ts'

export const exact = (...steps: readonly Step[]): Inverse => ({ grade: 'exact', steps })
export const exactBut = (because: string, ...steps: readonly Step[]): Inverse => ({ grade: 'exact', steps, because })
export const leaves = (what: string, ...steps: readonly Step[]): Inverse => ({ grade: 'leaves residue', steps, residue: [{ what }] })
