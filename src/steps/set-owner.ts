import { keyOf } from '../model/name.ts'
import { editTable, putEntry } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const setOwner: StepBehaviour<StepOf<'set-owner'>> = {
  apply: (step, schema) => {
    const key = keyOf(step.table)
    const view = schema.views.get(key)
    return view === undefined
      ? editTable(step, schema, step.table, table => ({ ...table, owner: step.to }))
      : putEntry(schema, 'views', key, { ...view, owner: step.to })
  },
  invert: (step, before) => {
    const key = keyOf(step.table)
    return exact({ ...step, from: step.to, to: (before.tables.get(key) ?? before.views.get(key))?.owner ?? step.from })
  },
  describe: ({ table, to }) => `set owner of ${keyOf(table)} to ${to}`,
}
