import type { Stage } from '../plan/plan.ts'

/** What two ways of doing the rest of a plan differ in. */
export interface StagesDifference {
  /** Steps and lines of gates that only the second has, in words. */
  readonly more: readonly string[]
  readonly less: readonly string[]
}

const wordsOf = (stages: readonly Stage[]): readonly string[] =>
  stages.flatMap(({ gate, units }) => [
    ...gate.map(({ text }) => `gate: ${text}`),
    ...units.flatMap(({ up }) => up.statements.map(({ description }) => description)),
  ])

const without = (all: readonly string[], others: readonly string[]): readonly string[] => {
  const left = [...others]
  return all.filter(each => {
    const at = left.indexOf(each)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

export const differenceOf = (before: readonly Stage[], after: readonly Stage[]): StagesDifference => {
  const [was, is] = [wordsOf(before), wordsOf(after)]
  return { more: without(is, was), less: without(was, is) }
}
