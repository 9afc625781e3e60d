import { keyOf } from '../model/name.ts'
import { indexIn, tableIn } from '../model/schema.ts'
import { referencesThrough } from './dependents.ts'
import { indexOf, listOrAbsent, putEntry, putTable, refuse, tableOf, withoutNamed } from './edit.ts'
import { dropIndexCopies, renamedCopies } from './inherit.ts'
import { exactUnless } from './inverse.ts'
import { identityBack, withoutIdentityOf } from './replica-identity.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const dropIndex: StepBehaviour<StepOf<'drop-index'>> = {
  apply: (step, schema) => {
    const key = keyOf(step.table)
    const view = schema.views.get(key)
    if (view !== undefined) {
      if (!view.indexes?.some(i => i.name === step.index.name)) refuse(step, `materialized view ${key} has no index ${step.index.name}`)
      return putEntry(schema, 'views', key, { ...view, indexes: listOrAbsent(withoutNamed(view.indexes ?? [], step.index.name)) })
    }
    const table = tableOf(step, schema, step.table)
    const index = indexOf(step, table, step.index.name)
    const { name } = index
    if (index.inherited) refuse(step, `${name} of partition ${key} is attached and goes with its parent's (2BP01)`)
    for (const { table: child, constraint } of referencesThrough(schema, table, name))
      refuse(step, `foreign key ${constraint.name} of ${keyOf(child.name)} rests on index ${name} (2BP01)`)
    return dropIndexCopies(
      putTable(schema, { ...withoutIdentityOf(table, [name]), indexes: withoutNamed(table.indexes, name) }),
      table,
      index,
    )
  },
  invert: (step, before) => {
    const { table, online } = step
    const view = before.views.get(keyOf(table))
    const found = tableIn(before, table)
    const index =
      (view === undefined ? found && indexIn(found, step.index.name) : view.indexes?.find(i => i.name === step.index.name)) ?? step.index
    const back = { kind: 'create-index', table, index, online, ...(view === undefined ? {} : { materializedView: true }) } as const
    const steps = [back, ...identityBack(found, [index.name])]
    const residue = found === undefined ? [] : renamedCopies(before, found, { index })
    return exactUnless(residue, index.unique ? 'fails if rows repeat a value by then' : undefined, ...steps)
  },
  describe: ({ table, index }) => `drop index ${index.name} of ${keyOf(table)}`,
}
