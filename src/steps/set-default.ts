import { keyOf } from '../model/name.ts'
import { columnIn, tableIn } from '../model/schema.ts'
import { editColumn, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const setDefault: StepBehaviour<StepOf<'set-default'>> = {
  apply: (step, schema) =>
    editColumn(step, schema, step.table, step.column, column => {
      if (column.identity !== undefined) refuse(step, `${keyOf(step.table)}.${step.column} is an identity column (42601)`)
      if (column.generated !== undefined) refuse(step, `${keyOf(step.table)}.${step.column} is a generated column (42601)`)
      return { ...column, default: step.to }
    }),
  invert: ({ table, column, from, to }, before) => {
    const found = tableIn(before, table)
    const was = found && columnIn(found, column)
    return exact({ kind: 'set-default', table, column, from: to, to: was === undefined ? from : was.default })
  },
  describe: ({ table, column, to }) => `${to === undefined ? 'drop' : 'set'} default of ${keyOf(table)}.${column}`,
}
