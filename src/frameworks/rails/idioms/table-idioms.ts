import { keyOf, sibling } from '../../../model/name.ts'
import { primaryKeyOf, type Column, type Constraint, type Table } from '../../../model/schema.ts'
import { hasOnly, type Idioms } from '../../idiom.ts'
import { railsColumn } from '../column.ts'
import type { RailsContext } from '../context.ts'
import { ruby, rubyLambda, rubyPair, rubyRest, rubyString, rubySymbol, rubySymbols, type Ruby } from '../ruby.ts'
import { railsCheck, railsForeignKey } from './constraint-idioms.ts'
import { railsIndex } from './index-idioms.ts'
import { chosenName } from '../../../steps/chosen-name.ts'
import { repeatedKeys } from '../../../steps/same-key.ts'

/** Absent members are left out; a line of a table's block is a call on `t`. */
type Lines = readonly Ruby[] | undefined

export const tableIdioms: Idioms<RailsContext> = {
  'create-table': ({ table }, context) => {
    const name = context.table(table.name)
    const key = primaryKeyArguments(table)
    if (name === undefined || key === undefined || !hasOnly(table, ['name', 'columns', 'constraints', 'indexes', 'comment', 'statistics']))
      return undefined
    // Within one CREATE TABLE the server takes them for one.
    if (repeatedKeys(table.constraints).length > 0) return undefined
    const lines = all([
      ...table.columns.filter(column => column.name !== key.implied).map(column => columnLine(column, context)),
      ...table.constraints.filter(({ kind }) => kind !== 'primary-key').map(constraint => constraintLine(constraint, context)),
      ...table.indexes.map(index => {
        const told = railsIndex(index, context)
        return told && call('t.index', [told.columns], told.options)
      }),
    ])
    const comment = table.comment === undefined ? [] : [rubyPair('comment', rubyString(table.comment))]
    return lines && { table: name, options: rubyRest('create_table', [name], [...key.options, ...comment]), lines }
  },

  'drop-table': (step, context) => {
    const table = context.table(step.table.name)
    return table && { table, options: context.isWayBack ? ', if_exists: true' : '' }
  },
}

const all = (lines: readonly (Ruby | undefined)[]): Lines => (lines.every(line => line !== undefined) ? lines : undefined)

const call = (method: string, first: readonly Ruby[], rest: readonly Ruby[]): Ruby =>
  ruby(`${method} ${first.join(', ')}${rubyRest(method, first, rest)}`)

/** How `create_table` is told the primary key, and which column it then makes by itself. */
const primaryKeyArguments = (table: Table): { readonly implied?: string; readonly options: readonly Ruby[] } | undefined => {
  const key = primaryKeyOf(table)
  if (key === undefined) return { options: [rubyPair('id', ruby('false'))] }
  // The key is left to be named by the server.
  if (key.name !== `${table.name.name}_pkey` || !hasOnly(key, ['kind', 'name', 'columns'])) return undefined
  const column = table.columns[0]
  const word = column === undefined || key.columns.length !== 1 || column.name !== key.columns[0] ? undefined : keyWord(table, column)
  if (word === undefined) return { options: [rubyPair('primary_key', ruby(`[${key.columns.map(rubySymbol).join(', ')}]`))] }
  const named = column!.name === 'id' ? [] : [rubyPair('primary_key', rubySymbol(column!.name))]
  return { implied: column!.name, options: [...word, ...named] }
}

/** `create_table`'s own kinds of key: a serial column of the server's naming, a generated UUID. */
const keyWord = (table: Table, column: Column): readonly Ruby[] | undefined => {
  const { type, default: value, ownedSequence } = column
  if (!hasOnly(column, ['name', 'type', 'nullable', 'default', 'ownedSequence']) || column.nullable || (type.dimensions ?? 0) > 0)
    return undefined
  if (type.kind === 'uuid' && value?.sql === 'gen_random_uuid()' && ownedSequence === undefined) {
    return [rubyPair('id', rubySymbol('uuid')), rubyPair('default', rubyLambda(value.sql))]
  }
  const sequence = sibling(table.name, chosenName(table.name.name, [column.name], 'seq'))
  if (ownedSequence === undefined || keyOf(ownedSequence) !== keyOf(sequence) || !value?.sql.startsWith('nextval(')) return undefined
  if (sequence.name.length > 63) return undefined
  return type.kind === 'bigint' ? [] : type.kind === 'integer' ? [rubyPair('id', rubySymbol('serial'))] : undefined
}

const columnLine = (column: Column, context: RailsContext): Ruby | undefined => {
  const told = railsColumn(column, context)
  if (told === undefined) return undefined
  const name = rubySymbol(column.name)
  const word = /^:([a-z]+)$/.exec(told.type)?.[1]
  return word === undefined || word === 'enum' ? call('t.column', [name, told.type], told.options) : call(`t.${word}`, [name], told.options)
}

const constraintLine = (constraint: Constraint, context: RailsContext): Ruby | undefined => {
  if (constraint.kind === 'check') {
    const told = constraint.validated ? railsCheck(constraint) : undefined
    return told && call('t.check_constraint', [told.expression], told.options)
  }
  if (constraint.kind === 'foreign-key') {
    const told = constraint.validated ? railsForeignKey(constraint, context) : undefined
    return told && call('t.foreign_key', [told.to], told.options)
  }
  if (constraint.kind !== 'unique' || !hasOnly(constraint, ['kind', 'name', 'columns', 'deferrable']) || !context.since('7.1'))
    return undefined
  const deferrable =
    constraint.deferrable === undefined
      ? []
      : [rubyPair('deferrable', rubySymbol(constraint.deferrable === 'deferrable' ? 'immediate' : 'deferred'))]
  return call('t.unique_constraint', [rubySymbols(constraint.columns)], [rubyPair('name', rubyString(constraint.name)), ...deferrable])
}
