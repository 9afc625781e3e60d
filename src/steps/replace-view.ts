import { keyOf } from '../model/name.ts'
import type { Schema, View } from '../model/schema.ts'
import { refuseBlind } from './create-view.ts'
import { viewsOver } from './dependents.ts'
import { entryOf, putEntry, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import type { Inverse, StepBehaviour, StepOf } from './step.ts'

const canReplace = (from: View, to: View): boolean => from.columns.every((column, at) => to.columns[at] === column)

/** Columns cannot be taken from a view, so going back over appended ones makes it anew. */
const anew = (from: View, to: View, before: Schema): Inverse => {
  const readers = viewsOver(before, from.name).map(v => keyOf(v.name))
  if (readers.length > 0)
    return {
      grade: 'irreversible',
      because: `${readers.join(', ')} reads ${keyOf(from.name)}, which would have to be dropped and made again`,
    }
  return exact({ kind: 'drop-view', view: to }, { kind: 'create-view', view: from })
}

const replaceMaterialized = (step: StepOf<'replace-view'>, schema: Schema, view: View): Schema => {
  const readers = viewsOver(schema, view.name).map(v => keyOf(v.name))
  if (readers.length > 0) refuse(step, `${readers.join(', ')} reads ${keyOf(view.name)}, which has to be dropped and made again (2BP01)`)
  refuseBlind(step, schema, step.to)
  return putEntry(schema, 'views', keyOf(view.name), step.to)
}

export const replaceView: StepBehaviour<StepOf<'replace-view'>> = {
  /** Grants, owner, indexes and triggers stay as they are; a materialized view is made anew with those of `to`. */
  apply: (step, schema) => {
    const view = entryOf(step, schema, 'views', step.from.name)
    const { query, reads, columns, options, comment, materialized } = step.to
    if (view.materialized !== materialized)
      refuse(step, `${keyOf(view.name)} is ${view.materialized ? '' : 'not '}materialized, which cannot change`)
    if (materialized) return replaceMaterialized(step, schema, view)
    if (!canReplace(view, step.to)) refuse(step, `columns of ${keyOf(view.name)} can only be appended (42P16)`)
    refuseBlind(step, schema, step.to)
    return putEntry(schema, 'views', keyOf(view.name), { ...view, query, reads, columns, options, comment })
  },
  invert: ({ from, to }, before) => {
    const was = before.views.get(keyOf(from.name)) ?? from
    return was.materialized || canReplace(to, was) ? exact({ kind: 'replace-view', from: to, to: was }) : anew(was, to, before)
  },
  describe: ({ from }) => `replace view ${keyOf(from.name)}`,
}
