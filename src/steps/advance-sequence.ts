import { keyOf } from '../model/name.ts'
import { columnOf, refuse, tableOf } from './edit.ts'
import { leaves } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const advanceSequence: StepBehaviour<StepOf<'advance-sequence'>> = {
  /** The sequence of an identity column is part of the column and stands nowhere else. */
  apply: (step, schema) => {
    const column = columnOf(step, tableOf(step, schema, step.table), step.column)
    if (!schema.sequences.has(keyOf(step.sequence)) && column.identity === undefined)
      refuse(step, `there is no sequence ${keyOf(step.sequence)}`)
    return schema
  },
  invert: ({ sequence }) => leaves(`${keyOf(sequence)}: position`),
  describe: ({ sequence, table, column }) => `move sequence ${keyOf(sequence)} past ${keyOf(table)}.${column}`,
}
