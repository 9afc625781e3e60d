import { exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const executeSql: StepBehaviour<StepOf<'execute-sql'>> = {
  /** What it does is not known: the objects it may touch are no longer trusted. */
  apply: ({ touches }, schema) => {
    const tainted = touches.length === 0 ? ['*'] : touches
    return { ...schema, tainted: [...new Set([...schema.tainted, ...tainted])] }
  },
  invert: step =>
    step.down === undefined
      ? { grade: 'irreversible', because: `no way back is stated for SQL kept as it is (${step.reason})` }
      : exactBut('as its author states', { ...step, up: step.down, down: step.up }),
  describe: ({ up }) => {
    const line = up.trim().replace(/\s+/g, ' ')
    return `run ${line.length > 60 ? `${line.slice(0, 59)}…` : line}`
  },
}
