import { keyOf } from '../model/name.ts'
import { columnIn, primaryKeyOf, tableIn } from '../model/schema.ts'
import { columnOf, editColumn, refuse, tableOf } from './edit.ts'
import { exact, exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const dropNotNull: StepBehaviour<StepOf<'drop-not-null'>> = {
  apply: (step, schema) => {
    const table = tableOf(step, schema, step.table)
    const path = `${keyOf(step.table)}.${step.column}`
    if (columnOf(step, table, step.column).identity !== undefined) refuse(step, `${path} is an identity column (42601)`)
    if (primaryKeyOf(table)?.columns.includes(step.column)) refuse(step, `${path} is in the primary key (42P16)`)
    return editColumn(step, schema, step.table, step.column, column => ({ ...column, nullable: true }))
  },
  invert: ({ table, column }, before) => {
    const found = tableIn(before, table)
    if (found && columnIn(found, column)?.nullable) return exact()
    return exactBut(`fails if a row holds NULL in ${keyOf(table)}.${column} by then`, { kind: 'set-not-null', table, column })
  },
  describe: ({ table, column }) => `drop not null from ${keyOf(table)}.${column}`,
}
