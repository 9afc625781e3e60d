import { keyOf, type Name } from '../model/name.ts'
import type { Column, Schema, Sequence } from '../model/schema.ts'
import { columnOf, putEntry, putTable, refuse, replaceNamed, tableOf, withoutEntry } from './edit.ts'
import { quoted } from './lexical.ts'
import { allOptions } from './sequence-options.ts'
import type { Step } from './step.ts'
import { tablesDrawing } from './table-lookups.ts'
import { refuseTakenRelation } from './taken.ts'

/** An enum or domain a column names must be there (42704). */
export const refuseUnknownTypes = (step: Step, schema: Schema, columns: readonly Pick<Column, 'name' | 'type'>[]): void => {
  for (const { name, type } of columns)
    if (type.reference !== undefined && !schema.enums.has(keyOf(type.reference)) && !schema.domains.has(keyOf(type.reference)))
      refuse(step, `there is no ${type.kind} ${keyOf(type.reference)} for column ${name}`)
}

const widths: Partial<Record<Column['type']['kind'], Sequence['type']>> = { smallint: 'smallint', integer: 'integer', bigint: 'bigint' }

/** The sequence as a serial column would bring it. */
export const fresh = ({ name, type, ownedBy, owner }: Sequence): Sequence => ({ name, type, ownedBy, owner, options: allOptions(type, '') })
export const isFresh = ({ type, options, grants, comment }: Sequence): boolean =>
  (options === '' || options === allOptions(type, '')) && grants === undefined && comment === undefined

/** A serial column brings its sequence along; one that a step made before is taken over (OWNED BY). */
export const registerOwnedSequences = (step: Step, schema: Schema, table: Name, columns: readonly Column[]): Schema =>
  columns.reduce((done, { name, type, ownedSequence }) => {
    if (ownedSequence === undefined) return done
    const key = keyOf(ownedSequence)
    const ownedBy = { table, column: name }
    const present = done.sequences.get(key)
    if (present !== undefined) return putEntry(done, 'sequences', key, { ...present, ownedBy })
    refuseTakenRelation(step, done, ownedSequence)
    const width = widths[type.kind] ?? 'bigint'
    return putEntry(done, 'sequences', key, { name: ownedSequence, options: allOptions(width, ''), type: width, ownedBy })
  }, schema)

/** The sequence as it stands in a literal. */
const inLiteral = ({ schema, name }: Name): string =>
  (schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`).replaceAll("'", "''")

/** Does the column's default take its values from the sequence? */
export const drawsFrom = ({ default: value }: Column, sequence: Name): boolean =>
  value?.sql.includes(`nextval('${inLiteral(sequence)}'`) ?? false

/** Sequences owned by a table, or by one of its columns. */
export const ownedSequences = (schema: Schema, table: Name, column?: string): readonly Sequence[] =>
  schema.sequences
    .values()
    .filter(
      ({ ownedBy }) =>
        ownedBy !== undefined && keyOf(ownedBy.table) === keyOf(table) && (column === undefined || ownedBy.column === column),
    )

/** Their defaults gone with the table or column, nothing else may draw from the sequences that go along (2BP01). */
export const dropOwnedSequences = (step: Step, schema: Schema, table: Name, column?: string): Schema =>
  ownedSequences(schema, table, column).reduce((done, { name }) => {
    for (const other of tablesDrawing(schema, inLiteral(name)))
      for (const each of other.columns)
        if (drawsFrom(each, name) && !(keyOf(other.name) === keyOf(table) && (column === undefined || each.name === column)))
          refuse(step, `default of ${keyOf(other.name)}.${each.name} draws from sequence ${keyOf(name)} (2BP01)`)
    return withoutEntry(done, 'sequences', keyOf(name))
  }, schema)

type Owner = Sequence['ownedBy']

/** OWNED BY stands on the sequence and on its column. */
export const withOwner = (step: Step, schema: Schema, sequence: Name, from: Owner, to: Owner): Schema => {
  const set = (done: Schema, owner: Owner, ownedSequence: Name | undefined): Schema => {
    if (owner === undefined) return done
    const table = tableOf(step, done, owner.table)
    columnOf(step, table, owner.column)
    return putTable(done, { ...table, columns: replaceNamed(table.columns, owner.column, c => ({ ...c, ownedSequence })) })
  }
  return set(set(schema, from, undefined), to, sequence)
}
