import { keyOf } from '../model/name.ts'
import { constraintIn, tableIn, type Constraint, type Table } from '../model/schema.ts'
import { referencesThrough } from './dependents.ts'
import { constraintOf, editFamily, putTable, refuse, tableOf, withoutNamed } from './edit.ts'
import { exactBut, restoreConstraint } from './restore.ts'
import type { StepBehaviour, StepOf } from './step.ts'

/** A dropped primary key leaves its columns NOT NULL; a dropped not-null constraint does not. */
const without = (table: Table, constraint: Constraint): Table => ({
  ...table,
  columns: constraint.kind === 'not-null' ? table.columns.map(c => (c.name === constraint.column ? { ...c, nullable: true } : c)) : table.columns,
  constraints: withoutNamed(table.constraints, constraint.name),
})

export const dropConstraint: StepBehaviour<StepOf<'drop-constraint'>> = {
  apply: (step, schema) => {
    const table = tableOf(step, schema, step.table)
    const constraint = constraintOf(step, table, step.constraint.name)
    for (const { table: child, constraint: key } of referencesThrough(schema, table, constraint.name))
      refuse(step, `foreign key ${key.name} of ${keyOf(child.name)} rests on ${constraint.name} (2BP01)`)
    const isInherited = constraint.kind === 'not-null' || (constraint.kind === 'check' && !constraint.noInherit)
    return isInherited ? editFamily(step, schema, step.table, each => without(each, constraint)) : putTable(schema, without(table, constraint))
  },
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    const constraint = table && constraintIn(table, step.constraint.name)
    return exactBut(`fails if rows break ${step.constraint.name} by then`,
      ...(table === undefined || constraint === undefined ? [{ kind: 'add-constraint', table: step.table, constraint: step.constraint } as const] : restoreConstraint(table, constraint)))
  },
  describe: ({ table, constraint }) => `drop constraint ${keyOf(table)}.${constraint.name}`,
}
