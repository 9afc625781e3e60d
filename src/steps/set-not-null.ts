import { keyOf } from '../model/name.ts'
import { editColumn, editFamily } from './edit.ts'
import { exact } from './inverse.ts'
import { isRequired, notNullOn, requiredAgain } from './not-null.ts'
import { withNumberedNotNulls } from './numbered-not-null.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'
import { withValid } from './validate-constraint.ts'

export const setNotNull: StepBehaviour<StepOf<'set-not-null'>> = {
  /** A constraint that is there but not valid is validated by it. */
  apply: (step, schema, semantics) => {
    const done = editColumn(step, schema, step.table, step.column, column => ({ ...column, nullable: false }))
    const validated = editFamily(step, done, step.table, table => {
      const constraint = notNullOn(table, step.column)
      return constraint === undefined || constraint.validated ? table : withValid(table, constraint, semantics.namesNotNull)
    })
    return withNumberedNotNulls(schema, validated, step.table, semantics)
  },
  invert: ({ table, column }, before) => {
    if (isRequired(before, table, column)) return exact()
    const constraint = notNullOn(before.tables.get(keyOf(table)), column)
    const again: readonly Step[] = constraint === undefined ? [] : [{ kind: 'add-constraint', table, constraint }]
    return exact({ kind: 'drop-not-null', table, column }, ...again, ...requiredAgain(before, table, column))
  },
  describe: ({ table, column }) => `set not null on ${keyOf(table)}.${column}`,
}
