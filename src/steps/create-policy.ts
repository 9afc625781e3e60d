import { keyOf } from '../model/name.ts'
import { unknownColumn } from './dependents.ts'
import { refuse, tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { addPart } from './table-part.ts'

export const createPolicy: StepBehaviour<StepOf<'create-policy'>> = {
  apply: (step, schema, semantics) => {
    const { table, policy } = step
    const names = [policy.using, policy.check].flatMap(sql => (sql === undefined ? [] : semantics.columnsOf(sql)))
    const missing = unknownColumn(tableOf(step, schema, table), names)
    if (missing !== undefined) refuse(step, `table ${keyOf(table)} has no column ${missing}`)
    return addPart(step, schema, table, 'policies', { ...policy, roles: policy.roles.toSorted() })
  },
  invert: ({ table, policy }) => exact({ kind: 'drop-policy', table, policy }),
  describe: ({ table, policy }) => `create policy ${policy.name} on ${keyOf(table)}`,
}
