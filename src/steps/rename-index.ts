import { keyOf, sibling } from '../model/name.ts'
import { constraintIn } from '../model/schema.ts'
import { indexOf, putEntry, putTable, refuse, replaceNamed, tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import { withIdentityRenamed } from './replica-identity.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { isBackedByIndex, refuseTakenRelation } from './taken.ts'

export const renameIndex: StepBehaviour<StepOf<'rename-index'>> = {
  /** Renaming the index behind a constraint renames the constraint. */
  apply: (step, schema) => {
    const { from, to } = step
    const key = keyOf(step.table)
    refuseTakenRelation(step, schema, sibling(step.table, to))
    const named = <T extends { readonly name: string }>(each: T): T => ({ ...each, name: to })
    const view = schema.views.get(key)
    if (view !== undefined) {
      if (!view.indexes?.some(i => i.name === from)) refuse(step, `materialized view ${key} has no index ${from}`)
      return putEntry(schema, 'views', key, { ...view, indexes: replaceNamed(view.indexes ?? [], from, named) })
    }
    const table = tableOf(step, schema, step.table)
    const constraint = constraintIn(table, from)
    const done =
      constraint !== undefined && isBackedByIndex(constraint.kind)
        ? { ...table, constraints: replaceNamed(table.constraints, from, named) }
        : { ...table, indexes: replaceNamed(table.indexes, indexOf(step, table, from).name, named) }
    return putTable(schema, withIdentityRenamed(done, from, to))
  },
  invert: ({ table, from, to }) => exact({ kind: 'rename-index', table, from: to, to: from }),
  describe: ({ from, to }) => `rename index ${from} to ${to}`,
}
