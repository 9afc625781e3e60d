import type { Name } from '../../../model/name.ts'
import type { Column, Constraint, Table } from '../../../model/schema.ts'
import { repeatedKeys } from '../../../steps/same-key.ts'
import { isSerial } from '../../../steps/serial.ts'
import type { Idioms } from '../../idiom.ts'
import { columnSource } from '../column.ts'
import { finalName, ifThere, schemaOf, type AlembicContext } from '../context.ts'
import { keyword, more, pyString, pyStrings, python, type Python } from '../python.ts'
import { wordsFor } from './constraint-idioms.ts'

export const tableIdioms: Idioms<AlembicContext> = {
  'create-table': ({ table }, context) => {
    const { name } = table
    if (table.partitioning !== undefined || table.unlogged === true || table.options !== undefined) return undefined
    if (repeatedKeys(table.constraints).length > 0) return undefined
    const parts = [
      ...table.columns.map(column => tableColumn(table, column.name, context)),
      ...table.constraints.filter(isInline).map(tableConstraint),
    ]
    return parts.some(part => part === undefined)
      ? undefined
      : { table: pyString(name.name), parts: more([...(parts as readonly Python[]), ...schemaOf(name)]) }
  },
  'drop-table': ({ table }, context) => {
    const options = ifThere(context, '1.14')
    return options && { table: pyString(table.name.name), options: more([...schemaOf(table.name), ...options]) }
  },
  'rename-table': ({ from, to }) => ({ from: pyString(from.name), to: pyString(to), options: more(schemaOf(from)) }),

  'set-comment': ({ object, to }) => {
    const comment = to === undefined ? python('None') : pyString(to)
    if (object.on === 'column')
      return {
        call: python('op.alter_column'),
        arguments: python(
          [pyString(object.table.name), pyString(object.name), keyword('comment', comment), ...schemaOf(object.table)].join(', '),
        ),
      }
    if (object.on !== 'table') return undefined
    const table = pyString(object.name.name)
    return to === undefined
      ? { call: python('op.drop_table_comment'), arguments: python([table, ...schemaOf(object.name)].join(', ')) }
      : { call: python('op.create_table_comment'), arguments: python([table, comment, ...schemaOf(object.name)].join(', ')) }
  },
}

/** What CREATE TABLE holds itself; what is not valid yet is added after it. */
const isInline = (constraint: Constraint): boolean =>
  constraint.kind !== 'not-null' && !('validated' in constraint && !constraint.validated)

/** SQLAlchemy would make a serial of a lone integer key. */
const tableColumn = (table: Table, column: string, { isAsWritten }: AlembicContext): Python | undefined => {
  const found = table.columns.find(({ name }) => name === column)!
  const isLoneKey = table.constraints.some(
    ({ kind, ...key }) => kind === 'primary-key' && 'columns' in key && key.columns.join() === column,
  )
  if (isAsWritten && isLoneKey && isSerial(table.name, found)) return serialKey(found)
  const written = table.constraints.some(({ kind }) => kind === 'not-null') ? undefined : columnSource(found)
  const isKey = table.constraints.some(constraint => constraint.kind === 'primary-key' && constraint.columns.includes(column))
  if (written === undefined || !isKey || found.identity !== undefined || !/int/.test(found.type.kind)) return written
  return python(written.replace(/\)$/, ', autoincrement=False)'))
}

/** SQLAlchemy makes the key's sequence by itself. In a plan the sequence has a statement of its own. */
const serialKey = (column: Column): Python | undefined => {
  const { default: _, ownedSequence: __, ...plain } = column
  const written = columnSource(plain)
  return written && python(written.replace(/\)$/, ', autoincrement=True)'))
}

const tableConstraint = (constraint: Constraint): Python | undefined => {
  const words = wordsFor(constraint)
  if (words === undefined) return undefined
  const rest = more([...words.options, keyword('name', finalName(constraint.name))])
  switch (constraint.kind) {
    case 'primary-key':
      return python(`sa.PrimaryKeyConstraint(${constraint.columns.map(pyString).join(', ')}${rest})`)
    case 'unique':
      return python(`sa.UniqueConstraint(${constraint.columns.map(pyString).join(', ')}${rest})`)
    case 'check':
      return python(`sa.CheckConstraint(${words.columns}${rest})`)
    case 'foreign-key': {
      const targets = targetsOf(constraint.references, constraint.referencedColumns)
      return targets && python(`sa.ForeignKeyConstraint(${words.columns}, ${targets}${rest})`)
    }
    default:
      return undefined
  }
}

/** `["users.id"]`: dots separate, so a name with one cannot be said. */
const targetsOf = (table: Name, columns: readonly string[]): Python | undefined => {
  const names = columns.map(column => [table.schema, table.name, column].filter(part => part !== undefined))
  return names.flat().some(part => part.includes('.')) ? undefined : pyStrings(names.map(parts => parts.join('.')))
}
