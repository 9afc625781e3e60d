import { keyOf } from '../model/name.ts'
import type { Column } from '../model/schema.ts'
import { editFamily, refuse, refuseOnPartition, tableOf } from './edit.ts'
import { withNumberedNotNulls } from './numbered-not-null.ts'
import { registerOwnedSequences, refuseUnknownTypes } from './owned.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const addColumn: StepBehaviour<StepOf<'add-column'>> = {
  apply: (step, schema, semantics) => {
    const { table, column } = step
    refuseOnPartition(step, tableOf(step, schema, table), 'the column list')
    refuseUnknownTypes(step, schema, [column])
    const added: Column = column.identity === undefined ? column : { ...column, nullable: false }
    const after = editFamily(step, schema, table, each =>
      each.columns.some(c => c.name === column.name)
        ? refuse(step, `table ${keyOf(each.name)} already has a column ${column.name}`)
        : { ...each, columns: [...each.columns, added] },
    )
    return withNumberedNotNulls(schema, registerOwnedSequences(step, after, table, [column]), table, semantics)
  },
  invert: ({ table, column }) => ({
    grade: 'loses later writes',
    because: `what new code wrote to ${keyOf(table)}.${column.name} is gone`,
    steps: [{ kind: 'drop-column', table, column }],
  }),
  describe: ({ table, column }) => `add column ${keyOf(table)}.${column.name}`,
}
