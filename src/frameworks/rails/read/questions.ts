import { keyOf } from '../../../model/name.ts'
import { columnIn, constraintIn, primaryKeyOf } from '../../../model/schema.ts'
import { descriptions } from './described.ts'
import { checkName, nameFrom } from './naming.ts'
import { findForeignKey } from './perform/constraints.ts'
import { matchingIndexes } from './perform/indexes.ts'
import type { Session } from './session.ts'
import { isText, notKnown, textOf, type Call, type Value } from './value.ts'

/** What a migration may ask the database, answered by the schema as it stands. */
export type Questions = Readonly<Record<string, (call: Call, session: Session) => Value>>

const hasTable = ({ args: [table] }: Call, session: Session): boolean => session.has(session.name(table))

const hasRelation = (call: Call, session: Session): boolean =>
  hasTable(call, session) || session.schema().views.get(keyOf(session.name(call.args[0]))) !== undefined

const quoteValue = (value: Value, { engine }: Session['to']): string => {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return isText(value) ? engine.quoteLiteral(textOf(value)) : textOf(value)
}

export const questions: Questions = {
  ...descriptions,
  'table_exists?': hasTable,
  'data_source_exists?': hasRelation,
  'view_exists?': ({ args: [view] }, session) => session.schema().views.get(keyOf(session.name(view))) !== undefined,
  'column_exists?': ({ args: [table, column = null, type], options }, session) => {
    const found = columnIn(session.table(session.name(table)), textOf(column))
    if (found === undefined) return false
    if (isText(type) && !isOfType(textOf(type), found.type.kind)) return false
    if (options.has('null') && options.get('null') !== found.nullable) return false
    const limit = options.get('limit')
    return typeof limit === 'number' && found.type.length !== undefined ? limit === found.type.length : true
  },
  'index_exists?': ({ args: [table, columns], options }, session) =>
    matchingIndexes(session.table(session.name(table)), columns, options).length > 0,
  'index_name_exists?': ({ args: [table, name = null] }, session) =>
    session.table(session.name(table)).indexes.some(index => index.name === textOf(name)),
  'foreign_key_exists?': ({ args: [table, to], options }, session) =>
    findForeignKey(session, session.table(session.name(table)), to, options) !== undefined,
  'check_constraint_exists?': ({ args: [table], options }, session) => {
    const name = options.get('name')
    const expression = options.get('expression')
    const wanted = isText(name) ? textOf(name) : checkName(session.prefixed(table), textOf(expression ?? null))
    return constraintIn(session.table(session.name(table)), wanted) !== undefined
  },
  'extension_enabled?': ({ args: [name = null] }, session) => session.schema().extensions.get(textOf(name)) !== undefined,
  'schema_exists?': () => notKnown('asks for a schema'),
  'constraint_exists?': ({ args: [table, name = null] }, session) =>
    constraintIn(session.table(session.name(table)), textOf(name)) !== undefined,
  tables: (_, session) =>
    session
      .schema()
      .tables.values()
      .map(({ name }) => keyOf(name)),
  primary_key: ({ args: [table] }, session) => primaryKeyOf(session.table(session.name(table)))?.columns[0] ?? null,
  adapter_name: () => 'PostgreSQL',
  index_name: ({ args: [table, columns = null] }, session) => {
    const names = Array.isArray(columns) ? columns : [columns]
    return names.every(isText)
      ? `index_${session.prefixed(table)}_on_${names.map(textOf).join('_and_')}`
      : notKnown('asks for the name of an index')
  },
  quote: ({ args: [value = null] }, session) => quoteValue(value, session.to),
  quote_string: ({ args: [value = null] }) => textOf(value).replaceAll("'", "''"),
  quote_table_name: ({ args: [name = null] }, session) => session.to.engine.quoteName(nameFrom(textOf(name))),
  quote_column_name: ({ args: [name = null] }, session) => session.to.engine.quoteIdentifier(textOf(name)),
  quoted_true: () => 'TRUE',
  quoted_false: () => 'FALSE',
  'supports_extensions?': () => true,
  'supports_ddl_transactions?': () => true,
  'supports_foreign_keys?': () => true,
  'supports_partial_index?': () => true,
  'supports_expression_index?': () => true,
  'supports_index_include?': () => true,
  'supports_comments?': () => true,
  'supports_json?': () => true,
  'supports_views?': () => true,
  'supports_materialized_views?': () => true,
  'supports_datetime_with_precision?': () => true,
  'supports_advisory_locks?': () => true,
  'supports_check_constraints?': () => true,
  'supports_bulk_alter?': () => true,
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  integer: ['integer', 'smallint', 'bigint'],
  string: ['varchar', 'char'],
  float: ['double', 'real'],
  decimal: ['numeric'],
  datetime: ['timestamp', 'timestamptz'],
  binary: ['bytea'],
}

const isOfType = (word: string, kind: string): boolean => kind === word || (kinds[word]?.includes(kind) ?? false)
