import { keyOf } from '../model/name.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { addPart } from './table-part.ts'

export const createTrigger: StepBehaviour<StepOf<'create-trigger'>> = {
  apply: (step, schema) => addPart(step, schema, step.table, 'triggers', step.trigger),
  invert: ({ table, trigger }) => exact({ kind: 'drop-trigger', table, trigger }),
  describe: ({ table, trigger }) => `create trigger ${trigger.name} on ${keyOf(table)}`,
}
