import { exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { taint } from './taint.ts'

export const executeSql: StepBehaviour<StepOf<'execute-sql'>> = {
  /** Where it is not known what it does, the objects it may touch are no longer trusted. */
  apply: ({ touches, known }, schema) => (known === undefined ? taint(schema, touches) : schema),
  invert: step =>
    step.down === undefined
      ? { grade: 'irreversible', because: `no way back is stated for SQL kept as it is (${step.reason})` }
      : exactBut('as its author states', { ...step, up: step.down, down: step.up }),
  describe: ({ up }) => {
    const line = up.trim().replace(/\s+/g, ' ')
    return `run ${line.length > 60 ? `${line.slice(0, 59)}…` : line}`
  },
}
