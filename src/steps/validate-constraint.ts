import { keyOf } from '../model/name.ts'
import { constraintIn, tableIn, type Table } from '../model/schema.ts'
import { constraintOf, editFamily, putTable, refuse, replaceNamed, tableOf } from './edit.ts'
import { exact } from './restore.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const validateConstraint: StepBehaviour<StepOf<'validate-constraint'>> = {
  apply: (step, schema) => {
    const constraint = constraintOf(step, tableOf(step, schema, step.table), step.constraint.name)
    if (!('validated' in constraint)) return refuse(step, `${constraint.name} is a ${constraint.kind}, which is never unvalidated (42809)`)
    const validate = (table: Table): Table => ({
      ...table,
      columns: constraint.kind === 'not-null' ? table.columns.map(c => (c.name === constraint.column ? { ...c, nullable: false } : c)) : table.columns,
      constraints: replaceNamed(table.constraints, constraint.name, c => ({ ...c, validated: true })),
    })
    return constraint.kind === 'foreign-key' ? putTable(schema, validate(tableOf(step, schema, step.table))) : editFamily(step, schema, step.table, validate)
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
