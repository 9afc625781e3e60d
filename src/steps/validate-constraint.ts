import { keyOf } from '../model/name.ts'
import { constraintIn, tableIn, type Constraint, type Table } from '../model/schema.ts'
import { constraintOf, putTable, refuse, tableOf, withoutNamed } from './edit.ts'
import { editCopies, withConstraint } from './inherit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

const validated = (table: Table, constraint: Constraint): Table => {
  const valid = { ...constraint, validated: true } as Constraint
  const rest = withoutNamed(table.constraints, constraint.name)
  const done = withConstraint({ ...table, constraints: rest }, valid)
  return done.constraints.length === rest.length ? done : { ...done, constraints: table.constraints.map(c => (c === constraint ? valid : c)) }
}

export const validateConstraint: StepBehaviour<StepOf<'validate-constraint'>> = {
  apply: (step, schema) => {
    const table = tableOf(step, schema, step.table)
    const constraint = constraintOf(step, table, step.constraint.name)
    if (!('validated' in constraint)) return refuse(step, `${constraint.name} is a ${constraint.kind}, which is never unvalidated (42809)`)
    if ('enforced' in constraint && constraint.enforced === false) return refuse(step, `${constraint.name} is not enforced, so it cannot be validated (42809)`)
    return editCopies(putTable(schema, validated(table, constraint)), table, constraint, validated)
  },
  /** The flag stays: it says what is true of the rows, and no statement takes it away. */
  invert: ({ table, constraint }, before) => {
    const found = tableIn(before, table)
    const was = found && constraintIn(found, constraint.name)
    if (was !== undefined && 'validated' in was && was.validated) return exact()
    const residue = [{ what: `${keyOf(table)}: validated flag of ${constraint.name}` }]
    const notNull = constraint.kind === 'not-null' ? [{ what: `${keyOf(table)}.${constraint.column}: not null` }] : []
    return { grade: 'leaves residue', steps: [], residue: [...residue, ...notNull] }
  },
  describe: ({ table, constraint }) => `validate constraint ${keyOf(table)}.${constraint.name}`,
}
