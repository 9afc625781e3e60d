import { keyOf } from '../model/name.ts'
import { unknownColumn } from './dependents.ts'
import { columnOf, refuse, tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

const path = ({ table, set }: StepOf<'backfill'>): string => set.map(each => `${keyOf(table)}.${each.column}`).join(', ')

export const backfill: StepBehaviour<StepOf<'backfill'>> = {
  /** Rows only: the catalog stays as it is. */
  apply: (step, schema, semantics) => {
    const table = tableOf(step, schema, step.table)
    for (const { column, expression } of step.set) {
      if (columnOf(step, table, column).generated !== undefined)
        refuse(step, `${keyOf(step.table)}.${column} is generated and cannot be written`)
      const missing = unknownColumn(table, semantics.columnsOf(expression))
      if (missing !== undefined) refuse(step, `table ${keyOf(step.table)} has no column ${missing}`)
    }
    for (const column of step.key) columnOf(step, table, column)
    return schema
  },
  /** Without a stated way back the values stay, which harms nobody: a column made for them goes away with the step that made it. */
  invert: step => {
    const { inverse } = step
    if (inverse === undefined)
      return {
        grade: 'leaves residue',
        steps: [],
        residue: step.set.map(({ column }) => ({ what: `${keyOf(step.table)}.${column}: rows changed`, data: true })),
      }
    return exact({ ...step, set: inverse.set, where: inverse.where, inverse: { set: step.set, where: step.where } })
  },
  describe: step => `backfill ${path(step)}`,
}
