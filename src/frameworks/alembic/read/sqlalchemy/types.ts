import { argument } from '../python/arguments.ts'
import { isKind, isThing, isUnknown, isWhole, native, Opaque, type Given, type Thing, type Value } from '../python/values.ts'
import { enumType } from './named-types.ts'
import type { SqlType } from './sql.ts'

type Maker = (given: Given) => SqlType

const fixed =
  (sql: string, more: Omit<SqlType, 'sql'> = {}): Maker =>
  () => ({ sql, ...more })

const whole = (value: Value | undefined): number | undefined => {
  if (value === undefined || value === null) return undefined
  if (isWhole(value)) return Number(value)
  throw new Opaque(isUnknown(value) ? value.reason : 'has a type with a length that is not followed')
}

/** `COLLATE "C"` after the type. */
const collated = (given: Given): string => {
  const collation = argument(given, 'collation')
  return typeof collation === 'string' ? ` COLLATE "${collation.replaceAll('"', '""')}"` : ''
}

const sized =
  (name: string): Maker =>
  given => {
    const length = whole(argument(given, 'length', 0))
    return { sql: `${name}${length === undefined ? '' : `(${length})`}${collated(given)}` }
  }

const numeric =
  (name: string): Maker =>
  given => {
    const [precision, scale] = [whole(argument(given, 'precision', 0)), whole(argument(given, 'scale', 1))]
    return { sql: precision === undefined ? name : scale === undefined ? `${name}(${precision})` : `${name}(${precision}, ${scale})` }
  }

const zoned =
  (name: string, isOne = false): Maker =>
  given => {
    const isZoned = argument(given, 'timezone', 0) === true || isOne
    const precision = whole(argument(given, 'precision', 1))
    return { sql: `${name}${precision === undefined ? '' : `(${precision})`} ${isZoned ? 'WITH' : 'WITHOUT'} TIME ZONE` }
  }

const interval: Maker = given => {
  const precision = whole(argument(given, 'precision') ?? argument(given, 'second_precision'))
  const fields = argument(given, 'fields')
  return { sql: `INTERVAL${typeof fields === 'string' ? ` ${fields}` : ''}${precision === undefined ? '' : ` (${precision})`}` }
}

const bit: Maker = given => {
  const length = whole(argument(given, 'length', 0))
  const isVarying = argument(given, 'varying', 1) === true
  return { sql: isVarying ? `BIT VARYING${length === undefined ? '' : `(${length})`}` : `BIT(${length ?? 1})` }
}

const array: Maker = given => {
  const item = typeFrom(argument(given, 'item_type', 0))
  const brackets = '[]'.repeat(whole(argument(given, 'dimensions')) ?? 1)
  return { sql: item.sql.replace(/( COLLATE.*)?$/, `${brackets}$1`), ...(item.named === undefined ? {} : { named: item.named }) }
}

const uuid: Maker = given => (argument(given, 'native_uuid') === false ? { sql: 'CHAR(32)' } : { sql: 'UUID' })

/** A number in brackets only where one is said: `VECTOR(3)`, `GEOMETRY(POINT,4326)`. */
const dimensioned =
  (name: string): Maker =>
  given => {
    const size = whole(argument(given, 'dim', 0))
    return { sql: size === undefined ? name : `${name}(${size})` }
  }

const spatial =
  (name: string): Maker =>
  given => {
    const kind = argument(given, 'geometry_type', 0)
    return { sql: `${name}(${typeof kind === 'string' ? kind : 'GEOMETRY'},${whole(argument(given, 'srid', 1)) ?? -1})` }
  }

const integer = fixed('INTEGER', { serial: 'SERIAL' })
const bigint = fixed('BIGINT', { serial: 'BIGSERIAL' })
const smallint = fixed('SMALLINT', { serial: 'SMALLSERIAL' })
const plain = (...names: readonly string[]): Readonly<Record<string, Maker>> => Object.fromEntries(names.map(name => [name, fixed(name)]))

/** Types by their name in SQLAlchemy, its PostgreSQL dialect, and what is usual beside it. */
const makers: Readonly<Record<string, Maker>> = {
  ...plain(
    'DATE',
    'BYTEA',
    'MACADDR',
    'MACADDR8',
    'MONEY',
    'OID',
    'REGCLASS',
    'REGCONFIG',
    'TSVECTOR',
    'TSQUERY',
    'INET',
    'CIDR',
    'CITEXT',
    'HSTORE',
    'REAL',
    'BOOLEAN',
    'JSONPATH',
    'LTREE',
    'XML',
  ),
  ...plain(
    'INT4RANGE',
    'INT8RANGE',
    'NUMRANGE',
    'DATERANGE',
    'TSRANGE',
    'TSTZRANGE',
    'INT4MULTIRANGE',
    'INT8MULTIRANGE',
    'NUMMULTIRANGE',
    'DATEMULTIRANGE',
    'TSMULTIRANGE',
    'TSTZMULTIRANGE',
  ),
  Integer: integer,
  INTEGER: integer,
  INT: integer,
  BigInteger: bigint,
  BIGINT: bigint,
  SmallInteger: smallint,
  SMALLINT: smallint,
  String: sized('VARCHAR'),
  Unicode: sized('VARCHAR'),
  VARCHAR: sized('VARCHAR'),
  CHAR: sized('CHAR'),
  NCHAR: sized('NCHAR'),
  Text: sized('TEXT'),
  TEXT: sized('TEXT'),
  UnicodeText: sized('TEXT'),
  Boolean: fixed('BOOLEAN'),
  Date: fixed('DATE'),
  DateTime: zoned('TIMESTAMP'),
  TIMESTAMP: zoned('TIMESTAMP'),
  Time: zoned('TIME'),
  TIME: zoned('TIME'),
  Interval: interval,
  INTERVAL: interval,
  Numeric: numeric('NUMERIC'),
  NUMERIC: numeric('NUMERIC'),
  DECIMAL: numeric('DECIMAL'),
  Float: given => {
    const precision = whole(argument(given, 'precision', 0))
    return { sql: precision === undefined ? 'FLOAT' : `FLOAT(${precision})` }
  },
  FLOAT: given => {
    const precision = whole(argument(given, 'precision', 0))
    return { sql: precision === undefined ? 'FLOAT' : `FLOAT(${precision})` }
  },
  Double: fixed('DOUBLE PRECISION'),
  DOUBLE: fixed('DOUBLE PRECISION'),
  DOUBLE_PRECISION: fixed('DOUBLE PRECISION'),
  LargeBinary: fixed('BYTEA'),
  PickleType: fixed('BYTEA'),
  JSON: fixed('JSON', { isJson: true }),
  JSONB: fixed('JSONB', { isJson: true }),
  UUID: uuid,
  Uuid: uuid,
  ARRAY: array,
  BIT: bit,
  // citext, pgvector, GeoAlchemy
  CIText: fixed('CITEXT'),
  Vector: dimensioned('VECTOR'),
  VECTOR: dimensioned('VECTOR'),
  HALFVEC: dimensioned('HALFVEC'),
  Geometry: spatial('geometry'),
  Geography: spatial('geography'),
  // sqlalchemy_utils: what its types are on PostgreSQL
  UUIDType: fixed('UUID'),
  TSVectorType: fixed('TSVECTOR'),
  JSONType: fixed('JSON', { isJson: true }),
  EmailType: fixed('VARCHAR(255)'),
  ChoiceType: fixed('VARCHAR(255)'),
  URLType: fixed('TEXT'),
  ArrowType: fixed('TIMESTAMP WITHOUT TIME ZONE'),
  LtreeType: fixed('LTREE'),
  ScalarListType: fixed('TEXT'),
  CountryType: fixed('VARCHAR(2)'),
  CurrencyType: fixed('VARCHAR(3)'),
  TimezoneType: fixed('VARCHAR(50)'),
  IPAddressType: fixed('VARCHAR(50)'),
  LocaleType: fixed('VARCHAR(10)'),
  ColorType: fixed('VARCHAR(20)'),
  PhoneNumberType: fixed('VARCHAR(20)'),
  StringEncryptedType: fixed('VARCHAR'),
  Enum: enumType(true),
  ENUM: enumType(true),
}

/** Types of other databases, which are refused by PostgreSQL's dialect. */
const foreign = /^sqlalchemy\.dialects\.(?!postgresql\b)/

/** Is this a type of SQLAlchemy or of what is usual beside it? */
export const isTypeName = (path: string): boolean => !foreign.test(path) && Object.hasOwn(makers, path.slice(path.lastIndexOf('.') + 1))

/** `sa.String`, which makes a type when it is called and is one by itself. */
export const typeMaker = (path: string): Thing => {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const make = makers[name]!
  return {
    kind: 'thing',
    type: 'type-maker',
    data: make,
    call: given => typeThing(make(given)),
  }
}

/** A type as a value of the program. */
export const typeThing = (type: SqlType): Thing => ({
  kind: 'thing',
  type: 'type',
  data: type,
  get: name => {
    switch (name) {
      case 'with_variant':
        return native(name, ({ args }) => {
          const dialects = args.slice(1).map(each => (typeof each === 'string' ? each : ''))
          return dialects.includes('postgresql') ? typeThing(typeFrom(args[0])) : typeThing(type)
        })
      case 'name':
        return type.named?.name ?? null
      case 'schema':
        return type.named?.schema ?? null
      case 'length':
        return Number(/\((\d+)\)/.exec(type.sql)?.[1] ?? Number.NaN) || null
      case 'adapt':
      case 'copy':
      case 'as_mutable':
        return native(name, () => typeThing(type))
      default:
        return undefined
    }
  },
})

/** The type that a column is given: an instance, a class, or one whose implementation was read. */
export const typeFrom = (value: Value | undefined): SqlType => {
  if (isThing(value, 'type')) return value.data as SqlType
  if (isThing(value, 'type-maker')) return (value.data as Maker)({ args: [], named: new Map() })
  // A class of the application, which is called as SQLAlchemy would.
  if (isKind(value, 'class')) return typeFrom(value.call({ args: [], named: new Map() }))
  if (isKind(value, 'reference')) throw new Opaque(`has the type ${value.path}, which is the application's own`)
  throw new Opaque(isUnknown(value) ? value.reason : 'has a type that is not followed')
}
