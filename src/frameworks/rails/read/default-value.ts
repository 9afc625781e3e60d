import type { ColumnType } from '../../../model/column-type.ts'
import type { Expression } from '../../../model/schema.ts'
import { Block, Decimal, Hash, isText, notKnown, Range, Sym, textOf, type Value } from './value.ts'

/** How the catalog prints a text as a value of the type: without the type's length. */
const quoted = (text: string, native: string): string => `'${text.replaceAll("'", "''")}'${native === 'unknown' ? '' : `::${native}`}`

const bare = ({ native }: ColumnType): string => native.replace(/\([\d,]+\)/, '')

const isWhole = (text: string): boolean => /^[-+]?\d+$/.test(text)

/** A number as the catalog prints it: negative ones, and those over four bytes, are texts with a type. */
const numeral = (text: string): string => {
  const isInteger = isWhole(text)
  const value = Number(text)
  if (isInteger && Math.abs(value) > 2_147_483_647) return quoted(text, 'bigint')
  return value < 0 || text.startsWith('-') ? quoted(text, isInteger ? 'integer' : 'numeric') : text
}

const falseTexts = new Set(['0', 'f', 'false', 'off', 'F', 'FALSE', 'OFF', 'False'])

/** A JSON text as `ActiveSupport::JSON` writes it: no spaces. */
const json = (value: Value): string => {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (value instanceof Decimal) return value.text
  if (isText(value)) return JSON.stringify(textOf(value))
  if (value instanceof Hash) return `{${value.pairs.map(([key, each]) => `${JSON.stringify(textOf(key))}:${json(each)}`).join(',')}}`
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(json).join(',')}]`
  return notKnown('has a default that is no literal')
}

/** An array as the server writes it. */
const arrayText = (value: readonly Value[]): string =>
  `{${value
    .map(each => {
      if (Array.isArray(each)) return arrayText(each as readonly Value[])
      if (each === null) return 'NULL'
      const text = textOf(each)
      return text === '' || /[\s{}",\\]|^null$/i.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text
    })
    .join(',')}}`

const number = (value: Value, isFraction: boolean): string => {
  const text = typeof value === 'boolean' ? (value ? '1' : '0') : textOf(value).replaceAll('_', '').trim()
  if (!/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text)) return notKnown(`has the default ${text} for a number`)
  if (!isFraction) return numeral(text.replace(/\..*$/, ''))
  return numeral(isWhole(text) ? `${text}.0` : text)
}

const times: Partial<Record<ColumnType['kind'], (text: string) => string>> = {
  date: text => text.slice(0, 10),
  time: text => text.replace(/^\d{4}-\d\d-\d\d[ T]/, ''),
  timestamp: text => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text} 00:00:00` : text.replace('T', ' ').replace(/ UTC$|Z$/, '')),
}

/**
 * What Rails makes of `default:`: the value is cast to the column's type and quoted, a lambda is SQL
 * (`quote_default_expression`). Printed as the catalog has it.
 */
export const defaultOf = (value: Value, type: ColumnType): Expression | undefined => {
  if (value === null) return undefined
  if (value instanceof Block) return { sql: textOf(value.call([], false)) }
  if ((type.dimensions ?? 0) > 0)
    return { sql: quoted(Array.isArray(value) ? arrayText(value as readonly Value[]) : textOf(value), bare(type)) }
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return { sql: number(value, false) }
    case 'numeric':
    case 'real':
    case 'double':
      return { sql: number(value, true) }
    case 'boolean':
      return textOf(value) === '' ? undefined : { sql: falseTexts.has(textOf(value)) ? 'false' : 'true' }
    case 'json':
    case 'jsonb':
      return { sql: quoted(json(value), bare(type)) }
    case 'uuid':
      // A text with parentheses is a call of a function.
      return { sql: typeof value === 'string' && value.includes('()') ? value : quoted(textOf(value), 'uuid') }
    case 'hstore':
      return { sql: quoted(value instanceof Hash ? hstore(value) : textOf(value), 'hstore') }
    case 'date':
    case 'time':
    case 'timestamp':
      return { sql: quoted(times[type.kind]!(textOf(value)), bare(type)) }
    default:
      if (value instanceof Hash) return { sql: quoted(json(value), bare(type)) }
      if (value instanceof Range) return { sql: quoted(`[${value.from},${value.to}]`, bare(type)) }
      return typeof value === 'boolean'
        ? { sql: quoted(value ? 't' : 'f', bare(type)) }
        : { sql: quoted(textOf(value instanceof Sym ? value.text : value), bare(type)) }
  }
}

const hstore = (value: Hash): string =>
  value.pairs.map(([key, each]) => `"${textOf(key)}"=>${each === null ? 'NULL' : `"${textOf(each)}"`}`).join(', ')
