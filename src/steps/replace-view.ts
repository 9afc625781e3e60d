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
  if (readers.length > 0) return { grade: 'irreversible', because: `${readers.join(', ')} reads ${keyOf(from.name)}, which would have to be dropped and made again` }
  return exact({ kind: 'drop-view', view: to }, { kind: 'create-view', view: from })
}

export const replaceView: StepBehaviour<StepOf<'replace-view'>> = {
  /** Grants, owner, comments and triggers stay as they are. */
  apply: (step, schema) => {
    const view = entryOf(step, schema, 'views', step.from.name)
    const { query, reads, columns, options, materialized } = step.to
    if (view.materialized || materialized) refuse(step, `${keyOf(view.name)} is materialized and cannot be replaced (42809)`)
    if (!canReplace(view, step.to)) refuse(step, `columns of ${keyOf(view.name)} can only be appended (42P16)`)
    refuseBlind(step, schema, step.to)
    return putEntry(schema, 'views', keyOf(view.name), { ...view, query, reads, columns, options })
  },
  invert: ({ from, to }, before) => {
    const was = before.views[keyOf(from.name)] ?? from
    return canReplace(to, was) ? exact({ kind: 'replace-view', from: to, to: was }) : anew(was, to, before)
  },
  describe: ({ from }) => `replace view ${keyOf(from.name)}`,
}
