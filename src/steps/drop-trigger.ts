import { keyOf } from '../model/name.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { editPart, partIn } from './table-part.ts'

export const dropTrigger: StepBehaviour<StepOf<'drop-trigger'>> = {
  apply: (step, schema) => editPart(step, schema, step.table, 'triggers', step.trigger.name, () => undefined),
  invert: ({ table, trigger }, before) =>
    exact({ kind: 'create-trigger', table, trigger: partIn(before, table, 'triggers', trigger.name) ?? trigger }),
  describe: ({ table, trigger }) => `drop trigger ${trigger.name} of ${keyOf(table)}`,
}
