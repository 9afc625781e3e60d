import { keyOf } from '../model/name.ts'
import { viewsOver } from './dependents.ts'
import { entryOf, refuse, withoutEntry } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const dropView: StepBehaviour<StepOf<'drop-view'>> = {
  apply: (step, schema) => {
    const { name } = entryOf(step, schema, 'views', step.view.name)
    const key = keyOf(name)
    const readers = [
      ...viewsOver(schema, name).map(v => `view ${keyOf(v.name)}`),
      ...schema.routines
        .values()
        .filter(r => r.reads?.[key] !== undefined)
        .map(r => `${r.kind} ${keyOf(r.name)}`),
    ]
    if (readers.length > 0) refuse(step, `${readers.join(', ')} reads view ${key} (2BP01)`)
    return withoutEntry(schema, 'views', key)
  },
  invert: (step, before) => {
    const view = before.views.get(keyOf(step.view.name)) ?? step.view
    return exact({ kind: 'create-view', view, ...(view.materialized ? { withData: true } : {}) })
  },
  describe: ({ view }) => `drop ${view.materialized ? 'materialized view' : 'view'} ${keyOf(view.name)}`,
}
