import { keyOf, sibling } from '../model/name.ts'
import { columnsOfIndex, unknownColumn } from './dependents.ts'
import { entryOf, putEntry, putTable, refuse, tableOf } from './edit.ts'
import { absorbed, spread } from './inherit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { refuseTakenRelation } from './taken.ts'

export const createIndex: StepBehaviour<StepOf<'create-index'>> = {
  apply: (step, schema, semantics) => {
    refuseTakenRelation(step, schema, sibling(step.table, step.index.name))
    const key = keyOf(step.table)
    const names = columnsOfIndex(step.index, semantics)
    if (step.materializedView) {
      const view = entryOf(step, schema, 'views', step.table)
      if (!view.materialized) refuse(step, `${key} is a view, which has no indexes`)
      const missing = names.find(name => !view.columns.includes(name))
      if (missing !== undefined) refuse(step, `materialized view ${key} has no column ${missing}`)
      return putEntry(schema, 'views', key, { ...view, indexes: [...(view.indexes ?? []), step.index] })
    }
    const table = tableOf(step, schema, step.table)
    const missing = unknownColumn(table, names)
    if (missing !== undefined) refuse(step, `table ${key} has no column ${missing}`)
    if (step.online && table.partitioning !== undefined) refuse(step, `${key} is partitioned: an index on it cannot be built concurrently`)
    const index = step.parentOnly ? { ...step.index, valid: false } : step.index
    const indexed = { ...table, indexes: [...table.indexes, index] }
    return step.parentOnly ? putTable(schema, indexed) : spread(putTable(schema, indexed), indexed, { index })
  },
  invert: ({ table, index, online, parentOnly }, before) =>
    exact({ kind: 'drop-index', table, index, online }, ...(parentOnly ? [] : absorbed(before, table, { index }))),
  describe: ({ table, index }) => `create index ${index.name} on ${keyOf(table)}`,
}
