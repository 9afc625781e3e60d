import type { Names } from './names.ts'
import { textOf, type Part } from './part.ts'
import type { Family, PrintedType } from './types.ts'

/** A value as the changelog states it. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'boolean'; readonly is: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'moment'; readonly text: string }
  | { readonly kind: 'expression'; readonly sql: string }
  | { readonly kind: 'sequence'; readonly take: 'nextval' | 'currval'; readonly sequence: string }
  | { readonly kind: 'file'; readonly path: string }

export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
const isNumber = (text: string): boolean => /^[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?$/i.test(text) || /^[-+]?\.\d+$/.test(text)

export const numberOf = (said: string): Value | undefined => {
  if (/^null$/i.test(said)) return undefined
  const bare = said.startsWith('(') ? said.slice(1).replace(/\)$/, '') : said
  return isNumber(bare.trim()) ? { kind: 'number', text: bare.trim() } : { kind: 'expression', sql: said }
}
/** Anything but these is false, misspelled or not. */
export const booleanOf = (said: string): Value => ({ kind: 'boolean', is: /^(?:true|t|1|1\.0|yes|y|on)$/i.test(said.trim()) })
const date = /^\d{4}-\d{2}-\d{2}$/
const time = /^\d{2}:\d{2}:\d{2}$/
const dateTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?(?:Z|[-+]\d{2}:?\d{2})?$/
const momentOf = (said: string): Value | undefined => {
  if (/^null$/i.test(said)) return undefined
  if (date.test(said) || time.test(said)) return { kind: 'moment', text: said }
  const [, day, clock, fraction] = dateTime.exec(said) ?? []
  return day === undefined ? { kind: 'expression', sql: said } : { kind: 'moment', text: `${day} ${clock}${fraction ?? ''}` }
}

/** The first that is said, in Liquibase's order. @param prefix `value` or `defaultValue` */
export const valueOf = (column: Part, prefix: 'value' | 'defaultValue'): Value | undefined => {
  // An empty text is a value, unlike an empty attribute elsewhere.
  const text =
    column.parts.find(({ name }) => name === prefix)?.value ?? (prefix === 'value' && column.value !== '' ? column.value : undefined)
  if (text !== undefined) return { kind: 'text', text }
  const said = (suffix: string): string | undefined => textOf(column, `${prefix}${suffix}`)
  const read = <T>(suffix: string, make: (value: string) => T | undefined): T | undefined => {
    const value = said(suffix)
    return value === undefined ? undefined : make(value)
  }
  return (
    read('Boolean', booleanOf) ??
    read('Numeric', numberOf) ??
    read('Date', momentOf) ??
    read('Computed', (sql): Value => ({ kind: 'expression', sql })) ??
    read('ClobFile', (path): Value => ({ kind: 'file', path })) ??
    read('BlobFile', (path): Value => ({ kind: 'file', path })) ??
    read('SequenceNext', (sequence): Value => ({ kind: 'sequence', take: 'nextval', sequence })) ??
    read('SequenceCurrent', (sequence): Value => ({ kind: 'sequence', take: 'currval', sequence }))
  )
}

/** Liquibase writes its own function for the current moment, whatever spelling is used for it. */
const expressionSql = (sql: string): string =>
  /^(?:current_timestamp|current_datetime)/i.test(sql) || /^now\(\)$/i.test(sql) ? 'NOW()' : sql

const sequenceSql = (value: Extract<Value, { kind: 'sequence' }>, names: Names, schema?: string): string => {
  const [first, second] = value.sequence.includes('.') ? value.sequence.split('.') : [schema, value.sequence]
  return `${value.take}('${names.within(first, second!)}')`
}

const textDefault = (text: string, family: Family): string => {
  if (/^null$/i.test(text)) return 'null'
  switch (family) {
    case 'number':
    case 'small-number':
      return text.replace(/\.0+$/, '')
    case 'boolean':
      return /^(?:true|t|1|y|yes|on)$/i.test(text.trim()) ? 'TRUE' : /^(?:false|f|0|n|no|off)$/i.test(text.trim()) ? 'FALSE' : quote(text)
    case 'moment':
      return text.endsWith('()') ? text : quote(text)
    case 'xml':
      return `xml ${quote(text)}`
    default:
      return quote(text)
  }
}

/** A default as Liquibase writes it for a column of that type; nothing where it cannot. */
export const defaultSql = (value: Value, type: PrintedType | undefined, names: Names): string => {
  const family = type?.family ?? 'text'
  const isQuoted = family === 'text' || family === 'unknown'
  switch (value.kind) {
    case 'text':
      return textDefault(value.text, family)
    case 'boolean':
      if (family === 'boolean') return value.is ? 'TRUE' : 'FALSE'
      if (family === 'small-number') return value.is ? '1' : '0'
      if (family === 'xml') return `xml ${quote(String(value.is))}`
      return isQuoted ? quote(String(value.is)) : String(value.is)
    case 'number':
      if (family === 'boolean') return Number(value.text) === 1 ? 'TRUE' : 'FALSE'
      return isQuoted ? quote(value.text) : value.text.replace(/\.0+$/, '')
    case 'moment':
      return quote(value.text)
    case 'expression':
      return expressionSql(value.sql)
    case 'sequence':
      return sequenceSql(value, names)
    case 'file':
      return 'NULL'
  }
}

/** A value as it stands in INSERT, UPDATE and SET DEFAULT, where the column's type is not asked. */
export const valueSql = (value: Value | undefined, names: Names, schema?: string): string => {
  if (value === undefined) return 'NULL'
  switch (value.kind) {
    case 'text':
      if (/^null$/i.test(value.text)) return 'NULL'
      return value.text.startsWith('to_date(') || /^now\(\)$/i.test(value.text) ? value.text : quote(value.text)
    case 'boolean':
      return value.is ? 'TRUE' : 'FALSE'
    case 'number':
      return value.text.replace(/\.0+$/, '')
    case 'moment':
      return quote(value.text)
    case 'expression':
      return expressionSql(value.sql)
    case 'sequence':
      return sequenceSql(value, names, schema)
    case 'file':
      return 'NULL'
  }
}
