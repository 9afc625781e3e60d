import { keyOf } from '../model/name.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { editPart, partIn } from './table-part.ts'

export const setTriggerEnabled: StepBehaviour<StepOf<'set-trigger-enabled'>> = {
  apply: (step, schema) => editPart(step, schema, step.table, 'triggers', step.trigger, trigger => ({ ...trigger, enabled: step.to })),
  invert: (step, before) =>
    exact({ ...step, from: step.to, to: partIn(before, step.table, 'triggers', step.trigger)?.enabled ?? step.from }),
  describe: ({ table, trigger, to }) => `${to === 'disabled' ? 'disable' : 'enable'} trigger ${trigger} of ${keyOf(table)}`,
}
