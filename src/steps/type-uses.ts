import { keyOf, type Name } from '../model/name.ts'
import type { ColumnType } from '../model/column-type.ts'
import type { Schema } from '../model/schema.ts'
import { castTo } from './casts.ts'
import { quoted } from './lexical.ts'

const quotedName = ({ schema, name }: Name): string => (schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`)

/** Is it the type, or an array of it, of one of a routine's arguments? */
const takes = (types: string, name: Name): boolean =>
  types.split(',').some(
    each =>
      each
        .trim()
        .replace(/(?:\[\])+$/, '')
        .split(' ')
        .at(-1) === quotedName(name),
  )

const isOf = (type: ColumnType, name: Name): boolean => type.reference !== undefined && keyOf(type.reference) === keyOf(name)

/** What uses an enum or domain: the server refuses to drop it under them (2BP01). */
export const usesOfType = (schema: Schema, name: Name): readonly string[] => [
  ...schema.tables
    .values()
    .flatMap(table => table.columns.filter(c => isOf(c.type, name)).map(c => `column ${keyOf(table.name)}.${c.name}`)),
  ...schema.domains
    .values()
    .filter(domain => isOf(domain.type, name))
    .map(domain => `domain ${keyOf(domain.name)}`),
  ...schema.views
    .values()
    .filter(view => castTo(quotedName(name)).test(view.query))
    .map(view => `view ${keyOf(view.name)}`),
  ...schema.routines
    .values()
    .filter(routine => takes(routine.arguments, name))
    .map(routine => `${routine.kind} ${keyOf(routine.name)}`),
]

/** Every column and domain of the type, retyped. */
export const retyped = (schema: Schema, name: Name, edit: (type: ColumnType) => ColumnType): Schema => {
  const each = <T extends { readonly type: ColumnType }>(object: T): T =>
    isOf(object.type, name) ? { ...object, type: edit(object.type) } : object
  return {
    ...schema,
    tables: schema.tables.map(table =>
      table.columns.some(c => isOf(c.type, name)) ? { ...table, columns: table.columns.map(each) } : table,
    ),
    domains: schema.domains.map(each),
  }
}
