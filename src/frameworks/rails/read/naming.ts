import { createHash } from 'node:crypto'
import { clipName, longestName, type Name } from '../../../model/name.ts'

/** `billing.invoices`, `"Odd.Name"` as Rails splits them (`extract_schema_qualified_name`). The schema `public` goes without saying. */
export const nameFrom = (text: string): Name => {
  const parts = text.match(/"(?:[^"]|"")*"|[^".\s]+/g)?.map(part => part.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')) ?? []
  const [schema, name] = parts.length > 1 ? parts.slice(-2) : [undefined, parts[0] ?? text]
  return schema === undefined || schema === 'public' ? { name: name! } : { schema, name: name! }
}

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10)

/** A string with anything but word characters in it is taken as an expression, and so are its words as columns of the name. */
export const isExpression = (column: unknown): column is string => typeof column === 'string' && /\W/.test(column)

const longestIndexName = 62

/**
 * The name Rails gives an index.
 *
 * @param isLong before Rails 7.1, whatever its length; since then what is over 62 bytes is shortened
 */
export const indexName = (table: string, columns: readonly string[], isLong: boolean): string => {
  const name = `index_${table}_on_${columns.join('_and_')}`
  if (isLong) return clipName(name)
  if (Buffer.byteLength(name) <= longestIndexName) return name
  const hash = `_${short(name)}`
  return clipName(`idx_on_${columns.join('_')}`, longestIndexName - hash.length) + hash
}

export const columnsOfExpression = (expression: string): string => (expression.match(/\w+/g) ?? []).join('_')

export const foreignKeyName = (table: string, columns: readonly string[]): string =>
  `fk_rails_${short(`${table}_${columns.join('_and_')}_fk`)}`

export const checkName = (table: string, expression: string): string => `chk_rails_${short(`${table}_${expression}_chk`)}`

export const exclusionName = (table: string, expression: string): string => `excl_rails_${short(`${table}_${expression}_excl`)}`

export const uniqueName = (table: string, columns: readonly string[]): string =>
  `uniq_rails_${short(`${table}_${columns.join('_and_')}_unique`)}`

/** The name Rails expects an index or a sequence of a table to have, cut where it cuts: in characters. */
export const dependentName = (table: string, suffix: string): string => `${table.slice(0, longestName - suffix.length)}${suffix}`

/** `derive_join_table_name`: in order of the alphabet, a common prefix once. */
export const joinTableName = (first: string, second: string): string =>
  [first, second]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join('\0')
    .replace(/^(.*[._])(.+)\0\1(.+)/, '$1$2_$3')
    .replaceAll('\0', '_')
