import { keyOf } from '../model/name.ts'
import { columnIn, constraintIn, tableIn, type Constraint, type Schema, type Table } from '../model/schema.ts'
import { referencesThrough } from './dependents.ts'
import { constraintOf, editColumn, editFamily, putTable, refuse, tableOf, withoutNamed } from './edit.ts'
import { editCopies, isPlainNotNull, renamedCopies } from './inherit.ts'
import { exactUnless } from './inverse.ts'
import { notNullOn, refuseRequired } from './not-null.ts'
import { identityBack, withoutIdentityOf } from './replica-identity.ts'
import type { Semantics, StepBehaviour, StepOf } from './step.ts'

/** A dropped primary key leaves its columns NOT NULL; a dropped not-null constraint does not. */
const without = (table: Table, constraint: Constraint): Table => ({
  ...withoutIdentityOf(table, [constraint.name]),
  columns:
    constraint.kind === 'not-null' ? table.columns.map(c => (c.name === constraint.column ? { ...c, nullable: true } : c)) : table.columns,
  constraints: withoutNamed(table.constraints, constraint.name),
})

/** The NOT NULL that stands on the column alone, if the step means that one. */
const plainNotNull = (table: Table, { constraint }: StepOf<'drop-constraint'>, hasNames?: boolean): string | undefined =>
  constraint.kind === 'not-null' &&
  isPlainNotNull(table, { ...constraint, validated: true }, hasNames) &&
  constraintIn(table, constraint.name) === undefined &&
  columnIn(table, constraint.column)?.nullable === false
    ? constraint.column
    : undefined

/** It was valid, or it would be an object of its own. */
const provenNotNull = (table: Table, step: StepOf<'drop-constraint'>): Constraint | undefined =>
  plainNotNull(table, step) === undefined || step.constraint.kind !== 'not-null' ? undefined : { ...step.constraint, validated: true }

const apply = (step: StepOf<'drop-constraint'>, schema: Schema, semantics: Semantics): Schema => {
  const table = tableOf(step, schema, step.table)
  const column = plainNotNull(table, step, semantics.namesNotNull)
  if (step.constraint.kind === 'not-null') refuseRequired(step, table, step.constraint.column)
  if (column !== undefined) return editColumn(step, schema, step.table, column, c => ({ ...c, nullable: true }))
  const constraint = constraintOf(step, table, step.constraint.name)
  if (constraint.inherited)
    refuse(step, `${constraint.name} of partition ${keyOf(table.name)} is inherited and goes with its parent's (2BP01)`)
  for (const { table: child, constraint: key } of referencesThrough(schema, table, constraint.name))
    refuse(step, `foreign key ${key.name} of ${keyOf(child.name)} rests on ${constraint.name} (2BP01)`)
  if (constraint.kind === 'not-null')
    return editFamily(step, schema, step.table, each => without(each, notNullOn(each, constraint.column) ?? constraint))
  return editCopies(putTable(schema, without(table, constraint)), table, constraint, without)
}

export const dropConstraint: StepBehaviour<StepOf<'drop-constraint'>> = {
  apply,
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    const constraint = (table && (constraintIn(table, step.constraint.name) ?? provenNotNull(table, step))) ?? step.constraint
    return exactUnless(
      table === undefined ? [] : renamedCopies(before, table, { constraint }),
      `fails if rows break ${constraint.name} by then`,
      { kind: 'add-constraint', table: step.table, constraint },
      ...identityBack(table, [constraint.name]),
    )
  },
  describe: ({ table, constraint }) => `drop constraint ${keyOf(table)}.${constraint.name}`,
}
