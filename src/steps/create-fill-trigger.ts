import { keyOf } from '../model/name.ts'
import { putCompanion } from './companion-trigger.ts'
import { columnOf, tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const createFillTrigger: StepBehaviour<StepOf<'create-fill-trigger'>> = {
  apply: (step, schema, semantics) => {
    columnOf(step, tableOf(step, schema, step.table), step.column)
    return putCompanion(
      step,
      schema,
      step.table,
      step.name,
      { words: `fills ${keyOf(step.table)}.${step.column}`, on: 'INSERT' },
      semantics,
    )
  },
  invert: step => exact({ ...step, kind: 'drop-fill-trigger' }),
  describe: ({ table, name, column }) => `create trigger ${name}: fill ${keyOf(table)}.${column}`,
}
