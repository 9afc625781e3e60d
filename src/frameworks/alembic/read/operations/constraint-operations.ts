import { argument } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import { Opaque, Refused, type Given, type Value } from '../python/values.ts'
import type { ConstraintItem } from '../sqlalchemy/items.ts'
import {
  columnNames,
  flag,
  makeCheck,
  makeExclude,
  makeForeignKeyConstraint,
  makeIndex,
  makeKey,
  optionalText,
} from '../sqlalchemy/make-items.ts'
import { qualifiedName, quoteIdentifier } from '../sqlalchemy/names.ts'
import { chooseName, nameSaid } from '../sqlalchemy/naming.ts'
import { printConstraint } from '../sqlalchemy/print-constraint.ts'
import { printIndex } from '../sqlalchemy/print-index.ts'
import type { Operation, Output } from './output.ts'
import { tableSaid } from './table-operations.ts'
import { knownItems } from '../python/arguments.ts'

const add = (
  item: ConstraintItem,
  given: Given,
  at: Parameters<Operation>[1],
  out: Output,
  of = tableSaid(given, out, 'table_name', 1),
): null => {
  out.say(`ALTER TABLE ${qualifiedName(of.table, of.schema)} ADD ${printConstraint(item, of)}`, at)
  return null
}

/** The same call as the constraint itself would have it. */
const as = (given: Given, args: readonly Value[], name: Value | undefined): Given => ({
  args,
  named: new Map([...given.named, ...(name === undefined ? [] : [['name', name] as const])]),
})

const constraintName = (given: Given): Value | undefined => argument(given, 'constraint_name', 0) ?? argument(given, 'name')

export const createForeignKey: Operation = (given, at, out) => {
  const [source, referent] = [
    argument(given, 'source_table', 1) ?? argument(given, 'source'),
    argument(given, 'referent_table', 2) ?? argument(given, 'referent'),
  ]
  const [columns, remote] = [columnNames(argument(given, 'local_cols', 3)), columnNames(argument(given, 'remote_cols', 4))]
  if (source === undefined || referent === undefined) throw new Refused('names no table, which Alembic refuses')
  const [schema, referentSchema] = [optionalText(given, 'source_schema'), optionalText(given, 'referent_schema')]
  const target = `${referentSchema === undefined ? '' : `${referentSchema}.`}${textOf(referent)}`
  const item = makeForeignKeyConstraint(
    as(given, [listOf(columns), listOf(remote.map(column => `${target}.${column}`))], constraintName(given)),
  )
  return add(item, given, at, out, { table: textOf(source), ...(schema === undefined ? {} : { schema }), conventions: out.conventions })
}

const listOf = (items: readonly string[]): Value => ({ kind: 'list', type: 'list', items: [...items] })

export const createUnique: Operation = (given, at, out) =>
  add(makeKey('unique')(as(given, columnNames(argument(given, 'columns', 2)), constraintName(given))), given, at, out)

export const createPrimaryKey: Operation = (given, at, out) =>
  add(makeKey('primary-key')(as(given, columnNames(argument(given, 'columns', 2)), constraintName(given))), given, at, out)

export const createCheck: Operation = (given, at, out) =>
  add(makeCheck(as(given, [argument(given, 'condition', 2) ?? null], constraintName(given) ?? null)), given, at, out)

export const createExclude: Operation = (given, at, out) =>
  add(makeExclude(as(given, given.args.slice(2), constraintName(given))), given, at, out)

const conventions: Readonly<Record<string, string>> = { foreignkey: 'fk', primary: 'pk', unique: 'uq', check: 'ck' }

export const dropConstraint: Operation = (given, at, out) => {
  const of = tableSaid(given, out, 'table_name', 1)
  const type = optionalText(given, 'type_', 2)
  const name = chooseName(
    nameSaid(constraintName(given)),
    conventions[type ?? ''] ?? '',
    { ...of, columns: [] },
    type === undefined ? {} : out.conventions,
  )
  if (name === undefined) throw new Refused('drops a constraint without a name, which Alembic refuses')
  out.say(
    `ALTER TABLE ${qualifiedName(of.table, of.schema)} DROP CONSTRAINT ${flag(given, 'if_exists') === true ? 'IF EXISTS ' : ''}${quoteIdentifier(name)}`,
    at,
  )
  return null
}

export const createIndex: Operation = (given, at, out) => {
  const of = tableSaid(given, out, 'table_name', 1)
  const parts = argument(given, 'columns', 2) ?? null
  const unique = given.named.get('unique') ?? given.args[4] ?? false
  const item = makeIndex(
    { args: [], named: new Map([...given.named, ['unique', unique]]) },
    argument(given, 'index_name', 0),
    typeof parts === 'string' ? [parts] : knownItems(parts),
  )
  out.say(printIndex(item, of, flag(given, 'if_not_exists') === true), at)
  return null
}

export const dropIndex: Operation = (given, at, out) => {
  const schema = optionalText(given, 'schema')
  const name = chooseName(nameSaid(argument(given, 'index_name', 0)), '', { table: '', columns: [] })
  if (name === undefined) throw new Opaque('drops an index without a name')
  const words = [
    'DROP INDEX',
    ...(flag(given, 'postgresql_concurrently') === true ? ['CONCURRENTLY'] : []),
    ...(flag(given, 'if_exists') === true ? ['IF EXISTS'] : []),
  ]
  out.say(`${words.join(' ')} ${qualifiedName(name, schema)}`, at)
  return null
}
