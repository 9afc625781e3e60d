import { keyOf } from '../model/name.ts'
import { constraintIn, tableIn, type Constraint, type Table } from '../model/schema.ts'
import { constraintOf, partitionsOf, putTable, refuse, tableOf, withoutNamed } from './edit.ts'
import { editCopies, isSameConstraint, withConstraint } from './inherit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

/** The constraint as valid; a NOT NULL that needs no name of its own becomes a property of its column. */
export const withValid = (table: Table, constraint: Constraint, hasNames?: boolean): Table => {
  const valid = { ...constraint, validated: true } as Constraint
  const rest = withoutNamed(table.constraints, constraint.name)
  const done = withConstraint({ ...table, constraints: rest }, valid, hasNames)
  return done.constraints.length === rest.length
    ? done
    : { ...done, constraints: table.constraints.map(c => (c === constraint ? valid : c)) }
}

export const validateConstraint: StepBehaviour<StepOf<'validate-constraint'>> = {
  apply: (step, schema, semantics) => {
    const table = tableOf(step, schema, step.table)
    const constraint = constraintOf(step, table, step.constraint.name)
    if (!('validated' in constraint)) return refuse(step, `${constraint.name} is a ${constraint.kind}, which is never unvalidated (42809)`)
    if ('enforced' in constraint && constraint.enforced === false)
      return refuse(step, `${constraint.name} is not enforced, so it cannot be validated (42809)`)
    return editCopies(putTable(schema, withValid(table, constraint, semantics.namesNotNull)), table, constraint, withValid)
  },
  /** The flag stays: it says what is true of the rows, and no statement takes it away. */
  invert: ({ table, constraint }, before) => {
    const found = tableIn(before, table)
    const was = found && constraintIn(found, constraint.name)
    if (was !== undefined && 'validated' in was && was.validated) return exact()
    const copies =
      was === undefined
        ? []
        : partitionsOf(before, table).flatMap(each => {
            const copy = each.constraints.find(c => c.inherited === true && isSameConstraint(c, was) && 'validated' in c && !c.validated)
            return copy === undefined ? [] : [{ table: each.name, name: copy.name }]
          })
    const residue = [{ table, name: constraint.name }, ...copies].flatMap(each => [
      { what: `${keyOf(each.table)}: validated flag of ${each.name}` },
      ...(constraint.kind === 'not-null' ? [{ what: `${keyOf(each.table)}.${constraint.column}: not null` }] : []),
    ])
    return { grade: 'leaves residue', steps: [], residue }
  },
  describe: ({ table, constraint }) => `validate constraint ${keyOf(table)}.${constraint.name}`,
}
