import { keyOf, type Name } from '../model/name.ts'
import type { Column, Schema, Sequence } from '../model/schema.ts'
import { putEntry, refuse, withoutEntry } from './edit.ts'
import type { Step } from './step.ts'
import { refuseTakenRelation } from './taken.ts'

/** An enum or domain a column names must be there (42704). */
export const refuseUnknownTypes = (step: Step, schema: Schema, columns: readonly Column[]): void => {
  for (const { name, type } of columns)
    if (type.reference !== undefined && schema.enums[keyOf(type.reference)] === undefined && schema.domains[keyOf(type.reference)] === undefined)
      refuse(step, `there is no ${type.kind} ${keyOf(type.reference)} for column ${name}`)
}

const widths: Partial<Record<Column['type']['kind'], Sequence['type']>> = { smallint: 'smallint', integer: 'integer', bigint: 'bigint' }

/** A serial column brings its sequence along; one that a step made before is taken over (OWNED BY). */
export const registerOwnedSequences = (step: Step, schema: Schema, table: Name, columns: readonly Column[]): Schema =>
  columns.reduce((done, { name, type, ownedSequence }) => {
    if (ownedSequence === undefined) return done
    const key = keyOf(ownedSequence)
    const ownedBy = { table, column: name }
    const present = done.sequences[key]
    if (present !== undefined) return putEntry(done, 'sequences', key, { ...present, ownedBy })
    refuseTakenRelation(step, done, ownedSequence)
    return putEntry(done, 'sequences', key, { name: ownedSequence, options: '', type: widths[type.kind] ?? 'bigint', ownedBy })
  }, schema)

/** Sequences owned by a table, or by one of its columns. */
export const ownedSequences = (schema: Schema, table: Name, column?: string): readonly Sequence[] =>
  Object.values(schema.sequences).filter(({ ownedBy }) =>
    ownedBy !== undefined && keyOf(ownedBy.table) === keyOf(table) && (column === undefined || ownedBy.column === column))

export const dropOwnedSequences = (schema: Schema, table: Name, column?: string): Schema =>
  ownedSequences(schema, table, column).reduce((done, sequence) => withoutEntry(done, 'sequences', keyOf(sequence.name)), schema)
