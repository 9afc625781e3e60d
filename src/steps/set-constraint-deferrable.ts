import { keyOf } from '../model/name.ts'
import { constraintIn, tableIn, type ForeignKey, type Table } from '../model/schema.ts'
import { constraintOf, putTable, refuse, tableOf } from './edit.ts'
import { editCopies } from './inherit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const setConstraintDeferrable: StepBehaviour<StepOf<'set-constraint-deferrable'>> = {
  apply: (step, schema) => {
    const table = tableOf(step, schema, step.table)
    const constraint = constraintOf(step, table, step.constraint)
    if (constraint.kind !== 'foreign-key')
      refuse(step, `${step.constraint} is a ${constraint.kind}; only a foreign key's deferrability can be altered (42809)`)
    if (constraint.inherited) refuse(step, `${step.constraint} of partition ${keyOf(table.name)} is inherited; alter its parent's`)
    const set = (each: Table, key: { readonly name: string }): Table => ({
      ...each,
      constraints: each.constraints.map(c => (c.name === key.name ? { ...(c as ForeignKey), deferrable: step.to } : c)),
    })
    return editCopies(putTable(schema, set(table, constraint)), table, constraint, set)
  },
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    const was = table && constraintIn(table, step.constraint)
    return exact({ ...step, from: step.to, to: was?.kind === 'foreign-key' ? was.deferrable : step.from })
  },
  describe: ({ table, constraint, to }) =>
    `make constraint ${keyOf(table)}.${constraint} ${to === undefined ? 'not deferrable' : to.replace('-', ' ')}`,
}
