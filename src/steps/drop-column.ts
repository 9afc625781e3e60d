import { keyOf } from '../model/name.ts'
import { columnIn, type Column, type Schema, type Table } from '../model/schema.ts'
import { columnsOfIndex, columnsUnderConstraint, holdersOfColumn, referencesThrough, type Reader } from './dependents.ts'
import { columnOf, editFamily, listOrAbsent, refuse, refuseOnPartition, tableOf } from './edit.ts'
import { lexicalSemantics } from './lexical.ts'
import { dropOwnedSequences } from './owned.ts'
import { withoutIdentityOf } from './replica-identity.ts'
import { restoreDropped } from './restore-column.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'

/** The column with the indexes, constraints and extended statistics that contain it, as the server does silently. */
const withoutColumn = (step: Step, schema: Schema, table: Table, column: string, semantics: Reader): Table => {
  columnOf(step, table, column)
  const gone = {
    constraints: table.constraints.filter(c => columnsUnderConstraint(c, semantics).includes(column)),
    indexes: table.indexes.filter(i => columnsOfIndex(i, semantics).includes(column)),
  }
  const holders = [
    ...holdersOfColumn(schema, table, column, semantics),
    ...[...gone.constraints, ...gone.indexes]
      .flatMap(each => referencesThrough(schema, table, each.name))
      .filter(r => !(keyOf(r.table.name) === keyOf(table.name) && gone.constraints.includes(r.constraint)))
      .map(r => `foreign key ${r.constraint.name} of ${keyOf(r.table.name)}`),
  ]
  if (holders.length > 0)
    refuse(
      step,
      `${[...new Set(holders)].join(', ')} depends on ${keyOf(table.name)}.${column}; the server refuses without CASCADE (2BP01)`,
    )
  return {
    ...withoutIdentityOf(
      table,
      [...gone.constraints, ...gone.indexes].map(each => each.name),
    ),
    columns: table.columns.filter(c => c.name !== column),
    constraints: table.constraints.filter(c => !gone.constraints.includes(c)),
    indexes: table.indexes.filter(i => !gone.indexes.includes(i)),
    extendedStatistics: table.extendedStatistics && listOrAbsent(table.extendedStatistics.filter(s => !s.columns.includes(column))),
  }
}

const apply = (step: StepOf<'drop-column'>, schema: Schema, semantics: Reader): Schema => {
  refuseOnPartition(step, tableOf(step, schema, step.table), 'the column list')
  const column: Column = columnOf(step, tableOf(step, schema, step.table), step.column.name)
  const after = editFamily(step, schema, step.table, each => withoutColumn(step, schema, each, column.name, semantics))
  return dropOwnedSequences(step, after, step.table, column.name)
}

export const dropColumn: StepBehaviour<StepOf<'drop-column'>> = {
  apply,
  invert: (step, before, semantics = lexicalSemantics) => {
    const table = tableOf(step, before, step.table)
    const after = tableOf(step, apply(step, before, semantics), step.table)
    return restoreDropped(table, after, columnIn(table, step.column.name) ?? step.column, before)
  },
  describe: ({ table, column }) => `drop column ${keyOf(table)}.${column.name}`,
}
