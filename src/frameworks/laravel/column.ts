import type { ColumnType, TypeKind } from '../../model/column-type.ts'
import type { Column } from '../../model/schema.ts'
import { hasOnly } from '../idiom.ts'
import { isPlain, type LaravelContext } from './context.ts'
import { isPreparable } from './pdo.ts'
import { php, phpCall, phpString, type Php } from './php.ts'

/** The schema builder's methods for types without parameters. */
const words: Partial<Record<TypeKind, string>> = {
  smallint: 'smallInteger',
  integer: 'integer',
  bigint: 'bigInteger',
  double: 'double',
  boolean: 'boolean',
  text: 'text',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'jsonb',
  bytea: 'binary',
  date: 'date',
  inet: 'ipAddress',
  macaddr: 'macAddress',
}

/** Types whose method must be told the precision: its own default is another one. */
const timed: Partial<Record<TypeKind, string>> = { time: 'time', timetz: 'timeTz', timestamp: 'timestamp', timestamptz: 'timestampTz' }

/**
 * A column's calls, `text('x')`, `nullable()`. Absent where the builder cannot say all there is to it, or where
 * what it says for PostgreSQL would stop a test suite on SQLite.
 */
export const laravelColumn = (column: Column, context: LaravelContext): readonly Php[] | undefined => {
  const { name, comment } = column
  if (!isPlain(name) || !hasOnly(column, ['name', 'type', 'nullable', 'default', 'comment'])) return undefined
  if (comment !== undefined && !isPreparable(`'${comment.replaceAll("'", "''")}'`)) return undefined
  const type = typeCall(phpString(name), column.type, context)
  const value = column.default === undefined ? [] : defaultCalls(column.default.sql, column.type)
  if (type === undefined || value === undefined) return undefined
  return [
    type,
    ...(column.nullable ? [phpCall('nullable')] : []),
    ...value,
    ...(comment === undefined ? [] : [phpCall('comment', phpString(comment))]),
  ]
}

const typeCall = (name: Php, type: ColumnType, { since }: LaravelContext): Php | undefined => {
  const { kind, length, precision, scale, dimensions = 0, native } = type
  if (dimensions === 0) {
    const [word, timedWord] = [words[kind], timed[kind]]
    if (word !== undefined && precision === undefined && length === undefined) return phpCall(word, name)
    if (timedWord !== undefined && precision !== undefined) return phpCall(timedWord, name, precision)
    if (kind === 'varchar' && length !== undefined) return phpCall('string', name, length)
    if (kind === 'char' && length !== undefined) return phpCall('char', name, length)
    if (kind === 'numeric' && precision !== undefined) return phpCall('decimal', name, precision, scale ?? 0)
  }
  // Any other type in the server's own spelling, which SQLite takes too.
  return since(12) && !/["'?:]/.test(native) ? phpCall('rawColumn', name, phpString(native)) : undefined
}

const textLiteral = /^'([^'\\]*)'(?:::(?:text|character varying))?$/
const texts: ReadonlySet<TypeKind> = new Set<TypeKind>(['text', 'varchar'])
const integers: ReadonlySet<TypeKind> = new Set<TypeKind>(['smallint', 'integer', 'bigint'])

/**
 * The builder puts a value between quotes, and the server reads it as the column's type: for `integer` the same default as the bare
 * number, for other integers a cast text, which the catalog shows as that.
 */
const defaultCalls = (sql: string, { kind, precision, dimensions = 0 }: ColumnType): readonly Php[] | undefined => {
  if (dimensions > 0) return undefined
  if (kind === 'boolean' && /^(true|false)$/.test(sql)) return [phpCall('default', php(sql))]
  if (integers.has(kind) && /^(0|-?[1-9]\d{0,8})$/.test(sql))
    return [phpCall('default', kind === 'integer' ? php(sql) : php(`DB::raw('${sql}')`))]
  // Only the methods for timestamps heed it: for a raw column it would be lost.
  if ((kind === 'timestamp' || kind === 'timestamptz') && sql === 'CURRENT_TIMESTAMP')
    return [precision === undefined ? phpCall('default', php("DB::raw('CURRENT_TIMESTAMP')")) : phpCall('useCurrent')]
  const text = texts.has(kind) ? textLiteral.exec(sql)?.[1] : undefined
  return text === undefined ? undefined : [phpCall('default', phpString(text))]
}
