import { keyOf } from '../model/name.ts'
import { entryOf, refuse } from './edit.ts'
import { exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const refreshView: StepBehaviour<StepOf<'refresh-view'>> = {
  /** Rows only: the catalog stays as it is. */
  apply: (step, schema) => {
    const view = entryOf(step, schema, 'views', step.view)
    if (!view.materialized) refuse(step, `${keyOf(step.view)} is no materialized view (42809)`)
    const isUnique =
      view.indexes?.some(i => i.unique && i.valid && i.where === undefined && i.parts.every(p => p.column !== undefined)) ?? false
    if (step.online && !isUnique)
      refuse(step, `${keyOf(step.view)} has no unique index on columns, which a concurrent refresh needs (55000)`)
    return schema
  },
  invert: ({ view }) => exactBut(`${keyOf(view)} shows its tables as they are at the next refresh`),
  describe: ({ view }) => `refresh materialized view ${keyOf(view)}`,
}
