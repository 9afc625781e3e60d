import type { Column } from '../../model/schema.ts'
import type { ColumnType, TypeKind } from '../../model/column-type.ts'
import { hasOnly } from '../idiom.ts'
import type { RailsContext } from './context.ts'
import { ruby, rubyLambda, rubyPair, rubyString, rubySymbol, type Ruby } from './ruby.ts'

/** A column as `add_column` and `create_table` take it. */
export interface RailsColumn {
  readonly type: Ruby
  readonly options: readonly Ruby[]
}

/** Rails' words for types, where they mean the same whatever the application's settings. */
const words: Partial<Record<TypeKind, string>> = {
  integer: 'integer',
  bigint: 'bigint',
  numeric: 'decimal',
  double: 'float',
  money: 'money',
  boolean: 'boolean',
  text: 'text',
  varchar: 'string',
  citext: 'citext',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'jsonb',
  xml: 'xml',
  bytea: 'binary',
  date: 'date',
  time: 'time',
  interval: 'interval',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'macaddr',
  tsvector: 'tsvector',
  hstore: 'hstore',
}

/** Absent where Rails' methods cannot say all there is to the column. */
export const railsColumn = (column: Column, context: RailsContext): RailsColumn | undefined => {
  const { collation, generated } = column
  if (!hasOnly(column, ['name', 'type', 'nullable', 'default', 'generated', 'collation', 'comment'])) return undefined
  if (collation !== undefined && /[".]/.test(collation)) return undefined
  if (generated !== undefined && (!generated.stored || !context.since('7.0'))) return undefined
  const type = railsType(column.type, context)
  const modifiers = [
    ...(column.default === undefined ? [] : [rubyPair('default', defaultValue(column.default.sql, column.type))]),
    ...(column.nullable ? [] : [rubyPair('null', ruby('false'))]),
    ...(collation === undefined ? [] : [rubyPair('collation', rubyString(collation))]),
    ...(column.comment === undefined ? [] : [rubyPair('comment', rubyString(column.comment))]),
  ]
  if (generated === undefined) return { type: type.type, options: [...type.options, ...modifiers] }
  const virtual = [
    rubyPair('type', type.type),
    ...type.options,
    rubyPair('as', rubyString(generated.expression)),
    rubyPair('stored', ruby('true')),
  ]
  return { type: rubySymbol('virtual'), options: [...virtual, ...modifiers] }
}

/** A type Rails has no word for is given in the server's own spelling, which Rails passes on. */
const railsType = (type: ColumnType, context: RailsContext): RailsColumn => {
  const { kind, length, precision, scale, dimensions = 0, native } = type
  const verbatim = { type: rubyString(native), options: [] }
  const array = dimensions === 1 ? [rubyPair('array', ruby('true'))] : []
  if (dimensions > 1) return verbatim
  if (kind === 'smallint') return { type: rubySymbol('integer'), options: [rubyPair('limit', ruby('2')), ...array] }
  // Not :datetime, whose meaning and precision are settings of the application.
  if (kind === 'timestamp') return { type: rubySymbol('timestamp'), options: [...number('precision', precision), ...array] }
  if (kind === 'timestamptz' && precision === undefined && context.since('7.0')) return { type: rubySymbol('timestamptz'), options: array }
  const word = words[kind]
  if (word === undefined) return verbatim
  if (kind === 'varchar') return { type: rubySymbol(word), options: [...number('limit', length), ...array] }
  if (kind === 'numeric')
    return { type: rubySymbol(word), options: [...number('precision', precision), ...number('scale', scale), ...array] }
  if (kind === 'time') return { type: rubySymbol(word), options: [...number('precision', precision), ...array] }
  return precision === undefined && length === undefined ? { type: rubySymbol(word), options: array } : verbatim
}

const number = (key: string, value: number | undefined): readonly Ruby[] =>
  value === undefined ? [] : [rubyPair(key, ruby(String(value)))]

const texts: ReadonlySet<TypeKind> = new Set<TypeKind>(['text', 'varchar'])
const integers: ReadonlySet<TypeKind> = new Set<TypeKind>(['smallint', 'integer', 'bigint'])
const textLiteral = /^'((?:[^'\\]|'')*)'(?:::(?:text|character varying))?$/

/** A Ruby value where Rails quotes it to the same SQL, else the SQL itself. */
const defaultValue = (sql: string, { kind, dimensions = 0 }: ColumnType): Ruby => {
  if (dimensions === 0 && kind === 'boolean' && /^(true|false)$/.test(sql)) return ruby(sql)
  if (dimensions === 0 && integers.has(kind) && /^(0|[1-9]\d{0,8})$/.test(sql)) return ruby(sql)
  const text = dimensions === 0 && texts.has(kind) ? textLiteral.exec(sql)?.[1] : undefined
  return text === undefined ? rubyLambda(sql) : rubyString(text.replaceAll("''", "'"))
}

/** A default of a column whose type the step does not tell: only what reads the same for every type it can belong to. */
export const bareDefault = (sql: string | undefined): Ruby => {
  if (sql === undefined) return ruby('nil')
  if (/^(true|false)$/.test(sql)) return ruby(sql)
  const text = sql.includes('::') ? textLiteral.exec(sql)?.[1] : undefined
  return text === undefined ? rubyLambda(sql) : rubyString(text.replaceAll("''", "'"))
}
