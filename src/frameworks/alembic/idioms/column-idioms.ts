import type { Name } from '../../../model/name.ts'
import type { Idioms } from '../../idiom.ts'
import { columnSource } from '../column.ts'
import { ifThere, schemaOf, type AlembicContext } from '../context.ts'
import { keyword, more, pyString, python, sqlText, type Python } from '../python.ts'
import { typeSource } from '../types.ts'

const altered = (table: Name, column: string, ...options: readonly Python[]) => ({
  table: pyString(table.name),
  column: pyString(column),
  options: more([...options, ...schemaOf(table)]),
})

export const columnIdioms: Idioms<AlembicContext> = {
  'add-column': ({ table, column }) => {
    const definition = columnSource(column)
    return definition && { table: pyString(table.name), column: definition, options: more(schemaOf(table)) }
  },
  'drop-column': ({ table, column }, context) => {
    const options = ifThere(context, '1.16')
    return options && altered(table, column.name, ...options)
  },
  'rename-column': ({ table, from, to }) => altered(table, from, keyword('new_column_name', pyString(to))),

  'alter-column-type': ({ table, from, to, using }) => {
    // A default that has to go before and come back after is one statement with the type on PostgreSQL, several here.
    const type = from.default === undefined && to.default === undefined ? typeSource(to.type, to.collation) : undefined
    const before = typeSource(from.type, from.collation)
    if (type === undefined || before === undefined || using?.includes('%') === true) return undefined
    return altered(
      table,
      from.name,
      keyword('existing_type', before),
      keyword('type_', type),
      ...(using === undefined ? [] : [keyword('postgresql_using', pyString(using))]),
    )
  },

  'set-default': ({ table, column, to }) =>
    altered(table, column, keyword('server_default', to === undefined ? python('None') : sqlText(to.sql))),
  'set-not-null': ({ table, column }) => altered(table, column, keyword('nullable', python('False'))),
  'drop-not-null': ({ table, column }) => altered(table, column, keyword('nullable', python('True'))),
}
