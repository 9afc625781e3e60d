import { Entries } from '../../../model/entries.ts'
import type { ColumnType, TypeKind } from '../../../model/column-type.ts'
import { keyOf, nameOf } from '../../../model/name.ts'
import { emptySchema, type Schema } from '../../../model/schema.ts'
import type { Engine } from '../../../steps/engine.ts'
import { nameFrom } from './naming.ts'
import { Decimal, isText, textOf, type Hash, type Value } from './value.ts'

/** What Rails' words for types are in PostgreSQL (`NATIVE_DATABASE_TYPES`), spelled as the catalog does. */
const words: Readonly<Record<string, readonly [TypeKind, string]>> = {
  string: ['varchar', 'character varying'],
  text: ['text', 'text'],
  integer: ['integer', 'integer'],
  bigint: ['bigint', 'bigint'],
  float: ['double', 'double precision'],
  decimal: ['numeric', 'numeric'],
  numeric: ['numeric', 'numeric'],
  datetime: ['timestamp', 'timestamp without time zone'],
  timestamp: ['timestamp', 'timestamp without time zone'],
  timestamptz: ['timestamptz', 'timestamp with time zone'],
  time: ['time', 'time without time zone'],
  date: ['date', 'date'],
  binary: ['bytea', 'bytea'],
  blob: ['bytea', 'bytea'],
  boolean: ['boolean', 'boolean'],
  xml: ['xml', 'xml'],
  tsvector: ['tsvector', 'tsvector'],
  hstore: ['hstore', 'hstore'],
  inet: ['inet', 'inet'],
  cidr: ['cidr', 'cidr'],
  macaddr: ['macaddr', 'macaddr'],
  uuid: ['uuid', 'uuid'],
  json: ['json', 'json'],
  jsonb: ['jsonb', 'jsonb'],
  citext: ['citext', 'citext'],
  bit: ['bit', 'bit'],
  bit_varying: ['varbit', 'bit varying'],
  money: ['money', 'money'],
  interval: ['interval', 'interval'],
}

/** Words Rails passes on as they are: the server's own names. */
const plain = 'daterange numrange tsrange tstzrange int4range int8range ltree point line lseg box path polygon circle oid'.split(' ')

export const isTypeWord = (word: string): boolean => Object.hasOwn(words, word) || plain.includes(word) || more.has(word)
/** Beside them the words of well-known extensions, whose gems define them as methods of `t`. */
const extensions = new Set(['vector', 'halfvec', 'sparsevec', 'cube', 'geometry', 'geography', 'st_point', 'st_polygon'])
const more = new Set(['serial', 'bigserial', 'enum', 'virtual', ...extensions])

/** Of integers by `limit:`, in bytes. */
const integers = (bytes: number | undefined): readonly [TypeKind, string] =>
  bytes === undefined
    ? ['integer', 'integer']
    : bytes <= 2
      ? ['smallint', 'smallint']
      : bytes <= 4
        ? ['integer', 'integer']
        : ['bigint', 'bigint']

const number = (value: Value | undefined): number | undefined =>
  typeof value === 'number' ? value : value instanceof Decimal || typeof value === 'string' ? Number(textOf(value)) : undefined

export interface TypeContext {
  readonly schema: Schema
  readonly engine: Engine
}

/** The type of a column, from Rails' word and the options beside it (`type_to_sql`). */
export const columnType = (word: string, options: Hash, context: TypeContext): ColumnType => {
  const type = scalarType(word, options, context)
  const isArray = options.get('array') === true && (type.dimensions ?? 0) === 0
  return isArray ? { ...type, dimensions: 1, native: `${type.native}[]` } : type
}

const scalarType = (word: string, options: Hash, context: TypeContext): ColumnType => {
  const limit = number(options.get('limit'))
  const precision = number(options.get('precision'))
  if (word === 'integer') {
    const [kind, native] = integers(limit)
    return { kind, native }
  }
  if (word === 'enum') {
    const type = options.get('enum_type')
    return isText(type) ? spelledType(textOf(type), context) : { kind: 'other', native: 'unknown' }
  }
  if (plain.includes(word)) return { kind: 'other', native: word }
  const known = Object.hasOwn(words, word) ? words[word] : undefined
  if (known === undefined) return spelledType(limit !== undefined && extensions.has(word) ? `${word}(${limit})` : word, context)
  const [kind, native] = known
  if (kind === 'varchar' || kind === 'bit' || kind === 'varbit') {
    const length = limit ?? (kind === 'bit' ? 1 : undefined)
    return length === undefined ? { kind, native } : { kind, length, native: `${native}(${length})` }
  }
  if (kind === 'double' && limit !== undefined && limit <= 24) return { kind: 'real', native: 'real' }
  if (kind === 'numeric') {
    if (precision === undefined) return { kind, native }
    const scale = number(options.get('scale')) ?? 0
    return { kind, precision, scale, native: `numeric(${precision},${scale})` }
  }
  if (precision !== undefined && (kind === 'timestamp' || kind === 'time' || kind === 'interval'))
    return { kind, precision, native: native.replace(/^\w+/, `$&(${precision})`) }
  return { kind, native }
}

/** A type in the server's own spelling, which Rails passes on: read by the server's parser. */
export const spelledType = (text: string, { schema, engine }: TypeContext): ColumnType => {
  const serial = /^(small|big)?serial$/i.exec(text)
  if (serial !== null) {
    const [kind, native] = integers(serial[1] === undefined ? 4 : /small/i.test(serial[1]) ? 2 : 8)
    return { kind, native }
  }
  const name = nameFrom(text)
  if (schema.enums.has(keyOf(name))) return { kind: 'enum', reference: name, native: engine.quoteName(name) }
  if (schema.domains.has(keyOf(name))) return { kind: 'domain', reference: name, native: engine.quoteName(name) }
  const [read] = engine.readSql(`ALTER TABLE t ADD COLUMN c ${text}`).flatMap(statement => statement.steps(withTable))
  return read?.kind === 'add-column' ? read.column.type : { kind: 'other', native: text }
}

const withTable: Schema = { ...emptySchema, tables: Entries.of({ t: { name: nameOf('t'), columns: [], constraints: [], indexes: [] } }) }
