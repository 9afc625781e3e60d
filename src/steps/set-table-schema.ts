import { keyOf, nameOf, type Name } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import { putTable, tableOf, withoutEntry } from './edit.ts'
import { exact } from './inverse.ts'
import { quoted } from './lexical.ts'
import { ownedSequences } from './owned.ts'
import { moveRelation } from './rename-relation.ts'
import type { Step, StepBehaviour, StepOf } from './step.ts'
import { indexNames, refuseTakenRelation, refuseTakenType } from './taken.ts'

const literal = ({ schema, name }: Name): string => `'${(schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`).replaceAll("'", "''")}'`

/** Sequences of serial columns move along, and the defaults that draw from them name them anew. */
const moveSequence = (step: Step, schema: Schema, table: Table, from: Name, to: Name): Schema => {
  refuseTakenRelation(step, schema, to)
  const sequence = schema.sequences[keyOf(from)]
  if (sequence === undefined) return schema
  const { sequences } = withoutEntry(schema, 'sequences', keyOf(from))
  return putTable({ ...schema, sequences: { ...sequences, [keyOf(to)]: { ...sequence, name: to } } }, {
    ...table,
    columns: table.columns.map(column => ({
      ...column,
      ...(column.ownedSequence && keyOf(column.ownedSequence) === keyOf(from) ? { ownedSequence: to } : {}),
      ...(column.default && { default: { sql: column.default.sql.replaceAll(literal(from), literal(to)) } }),
    })),
  })
}

export const setTableSchema: StepBehaviour<StepOf<'set-table-schema'>> = {
  apply: (step, schema) => {
    const table = tableOf(step, schema, step.from)
    const to = nameOf(table.name.name, step.to)
    refuseTakenRelation(step, schema, to)
    refuseTakenType(step, schema, to)
    for (const index of indexNames(table)) refuseTakenRelation(step, schema, nameOf(index, step.to))
    const sequences = ownedSequences(schema, table.name).map(s => s.name)
    return sequences.reduce(
      (done, name) => moveSequence(step, done, tableOf(step, done, to), name, nameOf(name.name, step.to)),
      moveRelation(schema, table.name, to))
  },
  invert: ({ from, to }) => exact({ kind: 'set-table-schema', from: nameOf(from.name, to), to: from.schema }),
  describe: ({ from, to }) => `move table ${keyOf(from)} to schema ${to ?? 'of the search path'}`,
}
