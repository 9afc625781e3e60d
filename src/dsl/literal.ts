import type { ColumnType } from '../model/column-type.ts'
import { quoteLiteral } from './quote.ts'
import { isExpression, printLiteral } from './sql.ts'

/** A plain value as the SQL of a column's type, or the reason it is none (JavaScript users, computed values). */
export const printValue = (
  value: unknown,
  type: ColumnType,
  labels?: readonly string[],
): { readonly sql: string } | { readonly wrong: string } => {
  if (isExpression(value)) return { sql: value.sql }
  if ((type.dimensions ?? 0) > 0)
    return Array.isArray(value) ? { sql: quoteLiteral(arrayText(value)) } : { wrong: 'Give an array, or sql`…`.' }
  const { kind } = type
  if (kind === 'json' || kind === 'jsonb')
    return typeof value === 'string' || value === undefined
      ? { wrong: 'Give a JSON value ({}, [], 0, true), or sql`…` for its text.' }
      : { sql: quoteLiteral(JSON.stringify(value)) }
  const accepted = accepts[kind]
  if (accepted !== undefined && !accepted.test(value)) return { wrong: accepted.instead }
  if (kind === 'enum' && labels !== undefined && !labels.includes(String(value))) return { wrong: `Its values are ${labels.join(', ')}.` }
  if (!['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return { wrong: 'Give a plain value, or sql`…`.' }
  return { sql: printLiteral(value) }
}

interface Accepted {
  readonly test: (value: unknown) => boolean
  readonly instead: string
}

const whole: Accepted = {
  test: v => (typeof v === 'number' && Number.isInteger(v)) || typeof v === 'bigint',
  instead: 'Give a whole number, or sql`…`.',
}
const number: Accepted = {
  test: v => typeof v === 'number' || typeof v === 'bigint' || (typeof v === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(v)),
  instead: 'Give a number, or sql`…`.',
}
const text: Accepted = { test: v => typeof v === 'string', instead: 'Give a string, or sql`…`.' }
/** `default('now()')` would freeze the moment of the migration: the classic slip. */
const moment: Accepted = {
  test: v =>
    typeof v === 'string' && !/^\s*(now|current_|local|clock_|statement_|transaction_|getdate|today$|tomorrow$|yesterday$)/i.test(v),
  instead: 'Give a date as a string, or sql`now()`: in quotes, now is the moment the column is made, not the moment of each row.',
}

const accepts: { readonly [K in ColumnType['kind']]?: Accepted } = {
  smallint: whole,
  integer: whole,
  bigint: whole,
  numeric: number,
  real: number,
  double: number,
  boolean: { test: v => typeof v === 'boolean', instead: 'Give true or false, or sql`…`.' },
  text,
  varchar: text,
  char: text,
  citext: text,
  uuid: text,
  xml: text,
  bytea: text,
  interval: text,
  bit: text,
  varbit: text,
  inet: text,
  cidr: text,
  macaddr: text,
  tsvector: text,
  hstore: text,
  enum: text,
  date: moment,
  time: moment,
  timetz: moment,
  timestamp: moment,
  timestamptz: moment,
}

const arrayText = (values: readonly unknown[]): string =>
  `{${values.map(v => (Array.isArray(v) ? arrayText(v) : v === null ? 'NULL' : typeof v === 'string' ? `"${v.replace(/["\\]/g, '\\$&')}"` : String(v))).join(',')}}`
