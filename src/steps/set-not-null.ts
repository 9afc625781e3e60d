import { keyOf } from '../model/name.ts'
import { columnIn, tableIn } from '../model/schema.ts'
import { editColumn } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const setNotNull: StepBehaviour<StepOf<'set-not-null'>> = {
  apply: (step, schema) => editColumn(step, schema, step.table, step.column, column => ({ ...column, nullable: false })),
  invert: ({ table, column }, before) => {
    const found = tableIn(before, table)
    return found && columnIn(found, column)?.nullable === false ? exact() : exact({ kind: 'drop-not-null', table, column })
  },
  describe: ({ table, column }) => `set not null on ${keyOf(table)}.${column}`,
}
