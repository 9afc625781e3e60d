import type { ColumnType, TypeKind } from '../../model/column-type.ts'
import { keyOf, type Name } from '../../model/name.ts'
import type { Schema } from '../../model/schema.ts'
import { nameIn, quoteIdentifier, quoteName, readIdentifiers } from './identifier.ts'

type Lookup = Pick<Schema, 'enums' | 'domains'>

/** How `format_type` spells each kind; the words after `|` follow the parenthesis: `timestamp(3) with time zone`. */
const printed: Partial<Record<TypeKind, string>> = {
  smallint: 'smallint',
  integer: 'integer',
  bigint: 'bigint',
  numeric: 'numeric',
  real: 'real',
  double: 'double precision',
  money: 'money',
  boolean: 'boolean',
  text: 'text',
  varchar: 'character varying',
  char: 'character',
  citext: 'citext',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'jsonb',
  xml: 'xml',
  bytea: 'bytea',
  date: 'date',
  time: 'time| without time zone',
  timetz: 'time| with time zone',
  timestamp: 'timestamp| without time zone',
  timestamptz: 'timestamp| with time zone',
  interval: 'interval',
  bit: 'bit',
  varbit: 'bit varying',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'macaddr',
  tsvector: 'tsvector',
  hstore: 'hstore',
}

/** Names of `pg_type`: may be quoted, may be qualified with `pg_catalog`. */
const catalogNames = new Map<string, TypeKind>(
  Object.entries({
    int2: 'smallint',
    int4: 'integer',
    int8: 'bigint',
    numeric: 'numeric',
    float4: 'real',
    float8: 'double',
    money: 'money',
    bool: 'boolean',
    text: 'text',
    varchar: 'varchar',
    bpchar: 'char',
    uuid: 'uuid',
    json: 'json',
    jsonb: 'jsonb',
    xml: 'xml',
    bytea: 'bytea',
    date: 'date',
    time: 'time',
    timetz: 'timetz',
    timestamp: 'timestamp',
    timestamptz: 'timestamptz',
    interval: 'interval',
    bit: 'bit',
    varbit: 'varbit',
    inet: 'inet',
    cidr: 'cidr',
    macaddr: 'macaddr',
    tsvector: 'tsvector',
  } as const),
)

/** Spellings only the grammar knows; quoted, they would be a user's type. */
const grammarNames = new Map<string, TypeKind>(
  Object.entries({
    smallint: 'smallint',
    int: 'integer',
    integer: 'integer',
    bigint: 'bigint',
    decimal: 'numeric',
    dec: 'numeric',
    real: 'real',
    float: 'double',
    'double precision': 'double',
    boolean: 'boolean',
    'character varying': 'varchar',
    'char varying': 'varchar',
    'national character varying': 'varchar',
    'national char varying': 'varchar',
    'nchar varying': 'varchar',
    char: 'char',
    character: 'char',
    'national character': 'char',
    'national char': 'char',
    nchar: 'char',
    'bit varying': 'varbit',
    'time without time zone': 'time',
    'time with time zone': 'timetz',
    'timestamp without time zone': 'timestamp',
    'timestamp with time zone': 'timestamptz',
  } as const),
)

/** Extension types with a kind of their own, in whatever schema the extension lives. */
const extensionNames = new Map<string, TypeKind>([
  ['citext', 'citext'],
  ['hstore', 'hstore'],
])

/** In the grammar these mean length 1 when none is given; their catalog names mean any length. */
const oneByDefault = new Set(['char', 'character', 'national character', 'national char', 'nchar', 'bit'])

/**
 * Reads a type as SQL or the catalog spells it.
 *
 * Dimensions are 1 for every array: the server keeps no other number that means anything
 * (`integer[]`, `integer[3][3]` are one type). Text that is no type known here comes back as
 * kind `other` with its spelling tidied; nothing is rejected, the server is the judge of it.
 * `serial` is no type but an abbreviation of several clauses, and must be expanded before.
 *
 * @param native `int8`, `varchar(255)[]`, `timestamp(3) with time zone`, `"Odd Type"`, `app.state`
 * @param lookup the schema's enums and domains, which only it can tell apart from other user types
 */
export function parseType(native: string, lookup?: Lookup): ColumnType {
  const [, scalar = native, array] = /^(.*?)((?:\s*\[\d*\])+|\s+array(?:\s*\[\d*\])?)?\s*$/is.exec(native) ?? []
  const [, name = scalar, argumentText, tail = ''] =
    /^\s*((?:"(?:[^"]|"")*"|[^"(])+?)\s*(?:\(\s*([^)]*?)\s*\)\s*([a-z\s]*?))?\s*$/i.exec(scalar) ?? []
  const { spelling, ...parts } = readBuiltIn(name, argumentText, tail) ?? readUserType(name, argumentText, tail, lookup)
  const type = { ...parts, ...(array === undefined ? {} : { dimensions: 1 }) }
  return { ...type, native: printType({ ...type, ...(spelling === undefined ? {} : { native: spelling }) }) }
}

/** `spelling` stands in for what the parts do not say: interval fields and types of kind `other`. */
type Scalar = Omit<ColumnType, 'native'> & { readonly spelling?: string }

function readBuiltIn(name: string, argumentText: string | undefined, tail: string): Scalar | undefined {
  const words = `${name} ${tail}`.trim().toLowerCase().replace(/\s+/g, ' ')
  const parts = readIdentifiers(name) ?? []
  const last = parts.at(-1)
  const isCatalogName = last !== undefined && tail === '' && (parts.length === 1 || (parts.length === 2 && parts[0]?.text === 'pg_catalog'))
  const kind = grammarNames.get(words) ?? (isCatalogName ? catalogNames.get(last.text) : undefined)
  const numbers = argumentText?.split(',').map(Number) ?? []
  if (numbers.some(Number.isNaN)) return undefined
  const [first, second] = numbers

  if (kind === undefined) {
    const fields = /^interval (year|month|day|hour|minute|second)( to (month|hour|minute|second))?$/.test(words)
    return fields
      ? {
          kind: 'interval',
          ...(first === undefined ? {} : { precision: first }),
          spelling: first === undefined ? words : `${words}(${first})`,
        }
      : undefined
  }
  switch (kind) {
    case 'varchar':
    case 'char':
    case 'bit':
    case 'varbit': {
      const length = first ?? (oneByDefault.has(words) ? 1 : undefined)
      return { kind, ...(length === undefined ? {} : { length }) }
    }
    case 'numeric':
      return first === undefined ? { kind } : { kind, precision: first, scale: second ?? 0 }
    case 'double':
      // float(p) counts bits: up to 24 fit a real.
      return { kind: words === 'float' && first !== undefined && first <= 24 ? 'real' : 'double' }
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
    case 'interval':
      return first === undefined ? { kind } : { kind, precision: first }
    default:
      return first === undefined ? { kind } : undefined
  }
}

function readUserType(name: string, argumentText: string | undefined, tail: string, lookup: Lookup | undefined): Scalar {
  const parts = readIdentifiers(name)
  const last = parts?.at(-1)
  if (parts === undefined || last === undefined || parts.length > 2 || tail !== '')
    return { kind: 'other', spelling: `${name}${argumentText === undefined ? '' : `(${argumentText})`} ${tail}`.trim() }

  const schema = parts.length === 2 ? parts[0]?.text : undefined
  const reference = schema === undefined ? { name: last.text } : nameIn(schema, last.text)
  if (argumentText === undefined) {
    if (lookup !== undefined && lookup.enums.has(keyOf(reference))) return { kind: 'enum', reference }
    if (lookup !== undefined && lookup.domains.has(keyOf(reference))) return { kind: 'domain', reference }
    const kind = extensionNames.get(last.text)
    if (kind !== undefined) return reference.schema === undefined ? { kind } : { kind, reference }
  }
  return {
    kind: 'other',
    spelling:
      (schema === 'pg_catalog' ? quoteIdentifier(last.text) : printUserType(reference)) +
      (argumentText === undefined ? '' : `(${argumentText})`),
  }
}

/** A user's type that a built-in one hides is only reachable through its schema. */
const printUserType = (reference: Name): string =>
  reference.schema === undefined && catalogNames.has(reference.name) ? `public.${quoteIdentifier(reference.name)}` : quoteName(reference)

/**
 * Prints a type as `format_type` does with the schema `public` alone in the search path.
 * Kind `other` and intervals limited to fields are known by their `native` text only.
 */
export function printType(type: Omit<ColumnType, 'native'> & { readonly native?: string }): string {
  const scalar = printScalar(type)
  return (type.dimensions ?? 0) > 0 && !scalar.endsWith('[]') ? `${scalar}[]` : scalar
}

function printScalar({ kind, length, precision, scale, reference, native }: Parameters<typeof printType>[0]): string {
  if (reference !== undefined) return printUserType(reference)
  if (kind === 'char' && length === undefined) return 'bpchar'
  if (kind === 'bit' && length === undefined) return '"bit"'
  if (native !== undefined && (kind === 'other' || kind === 'interval')) return native
  const [head = kind, tail = ''] = (printed[kind] ?? kind).split('|')
  const numbers = [length ?? precision, kind === 'numeric' && precision !== undefined ? (scale ?? 0) : undefined].filter(
    number => number !== undefined,
  )
  return head + (numbers.length === 0 ? '' : `(${numbers.join(',')})`) + tail
}
