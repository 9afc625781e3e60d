import { keyOf } from '../model/name.ts'
import type { Schema, View } from '../model/schema.ts'
import { putEntry, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'
import { refuseTakenRelation, refuseTakenType } from './taken.ts'

/** What the view reads must be there; foreign tables and the system's relations are not in the model and not asked for. */
export const refuseBlind = (step: Step, schema: Schema, { name, reads }: View): void => {
  for (const [key, columns] of Object.entries(reads)) {
    const names = schema.tables.get(key)?.columns.map(c => c.name) ?? schema.views.get(key)?.columns
    const missing = names && columns.find(column => !names.includes(column))
    if (missing !== undefined) refuse(step, `${key} has no column ${missing}, which ${keyOf(name)} reads`)
    if (names === undefined && !schema.others?.some(o => keyOf(o.name) === key) && !/^(pg_catalog|information_schema)\./.test(key))
      refuse(step, `there is no relation ${key}, which ${keyOf(name)} reads`)
  }
}

export const createView: StepBehaviour<StepOf<'create-view'>> = {
  apply: (step, schema) => {
    const { view } = step
    refuseTakenRelation(step, schema, view.name)
    refuseTakenType(step, schema, view.name)
    refuseBlind(step, schema, view)
    return putEntry(schema, 'views', keyOf(view.name), view)
  },
  invert: ({ view }) => exact({ kind: 'drop-view', view }),
  describe: ({ view }) => `create ${view.materialized ? 'materialized view' : 'view'} ${keyOf(view.name)}`,
}
