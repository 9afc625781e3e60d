import { Opaque, PhpArray, type Value } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { RawSql } from './fluent.ts'
import type { Settings } from './settings.ts'

const wrapSegment = (segment: string): string => (segment === '*' ? segment : `"${segment.replaceAll('"', '""')}"`)

/** A table with the connection's prefix, quoted. */
export const wrapTable = (table: Value, { prefix, major }: Pick<Settings, 'prefix' | 'major'>): string => {
  if (table instanceof RawSql) return table.sql
  return prefixed(toText(table), prefix, major).split('.').map(wrapSegment).join('.')
}

/** Since 11 the prefix goes before the last part of `schema.table`. */
export const prefixed = (table: string, prefix: string, major: number): string => {
  const dot = major >= 11 ? table.lastIndexOf('.') : -1
  return table.slice(0, dot + 1) + prefix + table.slice(dot + 1)
}

/** A column or an index, quoted. */
export const wrap = (value: Value): string => {
  if (value instanceof RawSql) return value.sql
  const text = toText(value)
  if (/ as |->/i.test(text)) throw new Opaque(`names a column ${text}`)
  return text.split('.').map(wrapSegment).join('.')
}

export const listOf = (value: Value | undefined): readonly Value[] =>
  value instanceof PhpArray ? value.values : value === undefined || value === null ? [] : [value]

export const columnize = (columns: Value): string => listOf(columns).map(wrap).join(', ')

/** `quoteString` of the grammar, which escapes nothing. */
export const quoteEach = (values: Value): string =>
  listOf(values)
    .map(value => `'${toText(value)}'`)
    .join(', ')
