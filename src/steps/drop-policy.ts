import { keyOf } from '../model/name.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { editPart, partIn } from './table-part.ts'

export const dropPolicy: StepBehaviour<StepOf<'drop-policy'>> = {
  apply: (step, schema) => editPart(step, schema, step.table, 'policies', step.policy.name, () => undefined),
  invert: ({ table, policy }, before) =>
    exact({ kind: 'create-policy', table, policy: partIn(before, table, 'policies', policy.name) ?? policy }),
  describe: ({ table, policy }) => `drop policy ${policy.name} of ${keyOf(table)}`,
}
