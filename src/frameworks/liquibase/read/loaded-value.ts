import type { Column, Table } from '../../../model/schema.ts'
import type { Names } from './names.ts'
import { textOf, type Part } from './part.ts'
import { booleanOf, numberOf, quote, valueSql } from './values.ts'

/** What Liquibase takes the values of a CSV column for (`LoadDataChange.LOAD_DATA_TYPE`); an unknown word of a type is `other`. */
const loadTypes = ['string', 'numeric', 'boolean', 'date', 'computed', 'sequence', 'blob', 'clob', 'skip', 'other'] as const
export type LoadType = (typeof loadTypes)[number]

export const typeSaid = (said: string): LoadType => {
  const word = said.toLowerCase()
  if (word === 'datetime' || word === 'time') return 'date'
  return loadTypes.find(type => type === word) ?? 'other'
}

/** Where no type is said, the column's own decides (measured with Liquibase 4.33 and 5.0.4 on PostgreSQL 18). */
export const typeOf = ({ type }: Column): LoadType | undefined => {
  if ((type.dimensions ?? 0) > 0) return 'string'
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'money':
      return 'numeric'
    case 'boolean':
      return 'boolean'
    case 'date':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return 'date'
    case 'text':
      return 'clob'
    case 'uuid':
      return 'other'
    // Of these hardly any value arrives.
    case 'bit':
    case 'xml':
      return undefined
    default:
      return 'string'
  }
}

export const columnNamed = (table: Table, name: string): Column | undefined => table.columns.find(column => column.name === name)

/** A column of the file. */
export interface Field {
  readonly name: string
  readonly type: LoadType
  /** What the changelog says of it: its defaults, what stands for NULL. */
  readonly part: Part | undefined
}

export interface Sent {
  readonly sql: string
  /** It can only be sent as a parameter of a prepared statement. */
  readonly isParameter?: true
}

/** A value as it reaches the server, or why that cannot be told. */
export const loadedValue = (
  said: string,
  { type, part }: Field,
  { isPrepared, names, schema }: { readonly isPrepared: boolean; readonly names: Names; readonly schema: string | undefined },
): Sent | { readonly because: string } => {
  const stated = (name: string): string | undefined => (part === undefined ? undefined : textOf(part, name))
  const placeholder = stated('nullPlaceholder')
  if (placeholder === undefined ? /^null$/i.test(said) : said === placeholder) return { sql: 'NULL' }
  const value = said === '' ? stated('defaultValue') : said
  const text = (given: string): Sent => ({ sql: isPrepared ? quote(given) : valueSql({ kind: 'text', text: given }, names) })
  switch (type) {
    case 'string':
      return text(value ?? '')
    case 'boolean': {
      const otherwise = stated('defaultValueBoolean')
      if (value === undefined) return { sql: otherwise === undefined ? 'NULL' : valueSql(booleanOf(otherwise), names) }
      return { sql: isTrue(value) ? 'TRUE' : 'FALSE' }
    }
    case 'numeric': {
      const number = value ?? stated('defaultValueNumeric')
      if (number === undefined) return { sql: 'NULL' }
      if (isPrepared && !/^-?\d+(?:\.\d+)?$/.test(number)) return { because: `${number} is no plain number` }
      const read = numberOf(number)
      return { sql: read?.kind === 'number' ? read.text : valueSql(read, names) }
    }
    case 'date': {
      const moment = value ?? stated('defaultValueDate')
      if (moment === undefined) return { sql: 'NULL' }
      return isMoment(moment) ? { sql: quote(moment.replace('T', ' ')) } : { because: `${moment} is no plain date or time` }
    }
    case 'computed':
      return { sql: valueSql(expressionOf(value ?? stated('defaultValueComputed')), names) }
    case 'sequence':
      if (value === undefined) return { because: 'a sequence has no name' }
      return { sql: valueSql({ kind: 'sequence', take: 'nextval', sequence: value }, names, schema) }
    case 'clob':
      if (value !== undefined && mayBeFile(value)) return { because: `${value} may be the name of a file` }
      return { sql: value === undefined ? 'NULL' : quote(value), isParameter: true }
    case 'blob':
      return { because: 'a value is binary' }
    default:
      return value === undefined ? { sql: 'NULL' } : text(value)
  }
}

const expressionOf = (sql: string | undefined) => (sql === undefined ? undefined : ({ kind: 'expression', sql } as const))

/** Anything else is false: `1.0` and `on` too. */
const isTrue = (value: string): boolean => {
  const word = value.trim().toLowerCase()
  return ['true', 't', 'yes', 'y'].includes(word) || (/^[+-]?\d+$/.test(word) && Number(word) > 0 && Number(word) < 2 ** 31)
}

/** A text that Liquibase would find a file by, if there is one. */
const mayBeFile = (value: string): boolean => /^\S+$/.test(value) && (value.includes('/') || /\.[a-z]\w*$/i.test(value))

/** A day that the calendar has, a time of day, or both: others Liquibase reckons into something, or moves between time zones. */
const isMoment = (value: string): boolean => {
  const [, day, clock] = /^(?:(\d{4}-\d{2}-\d{2})(?:[T ](?=.))?)?(\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)?$/.exec(value) ?? []
  if (day === undefined && (clock === undefined || clock.includes('.'))) return false
  const moment = new Date(`${day ?? '2000-01-01'}T${clock?.slice(0, 8) ?? '00:00:00'}Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day ?? '') && !clock?.startsWith('24')
}
