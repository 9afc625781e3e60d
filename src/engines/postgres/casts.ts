import type { ColumnType, TypeKind } from '../../model/column-type.ts'
import { keyOf } from '../../model/name.ts'
import type { Domain, Schema } from '../../model/schema.ts'

/** Casts of `pg_cast` (12 to 18 agree) a column's values go through without USING: implicit and assignment casts. */
const assignments: Partial<Record<TypeKind, readonly TypeKind[]>> = {
  smallint: ['integer', 'bigint', 'numeric', 'real', 'double'],
  integer: ['smallint', 'bigint', 'numeric', 'real', 'double', 'money'],
  bigint: ['smallint', 'integer', 'numeric', 'real', 'double', 'money'],
  numeric: ['smallint', 'integer', 'bigint', 'real', 'double', 'money'],
  real: ['smallint', 'integer', 'bigint', 'numeric', 'double'],
  double: ['smallint', 'integer', 'bigint', 'numeric', 'real'],
  money: ['numeric'],
  json: ['jsonb'],
  jsonb: ['json'],
  date: ['timestamp', 'timestamptz'],
  time: ['interval', 'timetz'],
  timetz: ['time'],
  interval: ['time'],
  timestamp: ['date', 'time', 'timestamptz'],
  timestamptz: ['date', 'time', 'timetz', 'timestamp'],
  bit: ['varbit'],
  varbit: ['bit'],
  inet: ['cidr'],
  cidr: ['inet'],
}
/** Every type casts to these on assignment, by its text. */
const strings: readonly TypeKind[] = ['text', 'varchar', 'char', 'citext']

const isArray = (type: ColumnType): boolean => (type.dimensions ?? 0) > 0
const domainOf = (type: ColumnType, schema: Schema): Domain | undefined =>
  type.kind === 'domain' && type.reference !== undefined && !isArray(type) ? schema.domains.get(keyOf(type.reference)) : undefined

/** The type a domain stands on, through domains of domains. */
export function baseType(type: ColumnType, schema: Schema): ColumnType {
  const domain = domainOf(type, schema)
  return domain === undefined ? type : baseType(domain.type, schema)
}

/** Does a value have to be looked at to enter the type? A domain nothing is known of counts as one that checks. */
export function isConstrained(type: ColumnType, schema: Schema): boolean {
  if (type.kind !== 'domain') return false
  const domain = domainOf(type, schema)
  return domain === undefined || !domain.nullable || domain.checks.length > 0 || isConstrained(domain.type, schema)
}

/**
 * May ALTER COLUMN TYPE go without USING? True too where too little is known of the types to say no.
 * (The server rejects it otherwise: 42804 "cannot be cast automatically".)
 */
export function castsFreely(from: ColumnType, to: ColumnType, schema: Schema): boolean {
  const [a, b] = [baseType(from, schema), baseType(to, schema)]
  if (a.native === b.native || a.kind === 'other' || b.kind === 'other' || a.kind === 'domain' || b.kind === 'domain') return true
  if (isArray(a) !== isArray(b)) return isArray(a) && strings.includes(b.kind)
  if (a.kind === b.kind) return a.kind !== 'enum'
  return strings.includes(b.kind) || assignments[a.kind]?.includes(b.kind) === true
}

/** Types whose B-tree families compare them with each other (`pg_amop`, 12 to 18), by the kind that stands for the family. */
const comparable: Partial<Record<TypeKind, TypeKind>> = {
  smallint: 'bigint',
  integer: 'bigint',
  real: 'double',
  varchar: 'text',
  timestamp: 'timestamptz',
  date: 'timestamptz',
  cidr: 'inet',
  varbit: 'bit',
}
/** Implicit casts of `pg_cast` from one family into another: only these lead from a referencing column to its key. */
const implicit: Partial<Record<TypeKind, readonly TypeKind[]>> = {
  bigint: ['numeric', 'double'],
  numeric: ['double'],
  char: ['text'],
  citext: ['text'],
  text: ['char'],
  time: ['timetz', 'interval'],
}

/**
 * May a foreign key of the one type refer to a key of the other? True too where too little is known of the types to say no.
 * (The server rejects it otherwise: 42804 "foreign key constraint cannot be implemented".)
 */
export function mayRefer(from: ColumnType, to: ColumnType, schema: Schema): boolean {
  const [a, b] = [baseType(from, schema), baseType(to, schema)]
  if (a.native === b.native || a.kind === 'other' || b.kind === 'other' || a.kind === 'domain' || b.kind === 'domain') return true
  if (isArray(a) !== isArray(b)) return false
  if (isArray(a)) return a.kind === b.kind
  const [own, key] = [comparable[a.kind] ?? a.kind, comparable[b.kind] ?? b.kind]
  return own === key ? a.kind !== 'enum' : implicit[own]?.includes(key) === true
}

const subSecond = 6
const isWider = (from: number | undefined, to: number | undefined): boolean => to === undefined || (from !== undefined && to >= from)

/**
 * Are the stored values of one type valid values of the other, bit for bit, with nothing to check?
 * Measured on 12 to 18. `timestamp` ↔ `timestamptz` is so only in a UTC session, which is not for a type to know: no here.
 */
export function keepsStorage(from: ColumnType, to: ColumnType, schema: Schema): boolean {
  if (from.native === to.native) return true
  if (isConstrained(to, schema)) return false
  const [a, b] = [baseType(from, schema), baseType(to, schema)]
  if (a.native === b.native) return true
  if (isArray(a) || isArray(b)) {
    // Only taking a length or precision away is recognised; everything else goes through the elements.
    return isArray(a) && isArray(b) && a.kind === b.kind && b.length === undefined && b.precision === undefined && hasModifier(a.kind)
  }
  const unbounded = b.length === undefined
  switch (a.kind) {
    case 'varchar':
      return b.kind === 'varchar'
        ? isWider(a.length, b.length)
        : b.kind === 'text' || ((b.kind === 'citext' || b.kind === 'char') && unbounded)
    case 'text':
    case 'citext':
    case 'xml':
      return b.kind === 'text' ? true : b.kind === 'varchar' || b.kind === 'char' ? unbounded : b.kind === 'citext' && a.kind === 'text'
    case 'char':
      return b.kind === 'char' && unbounded
    case 'cidr':
      return b.kind === 'inet'
    case 'numeric':
      return b.kind === 'numeric' && (b.precision === undefined || ((a.scale ?? 0) === (b.scale ?? 0) && isWider(a.precision, b.precision)))
    case 'bit':
      return b.kind === 'varbit' && unbounded
    case 'varbit':
      return b.kind === 'varbit' && isWider(a.length, b.length)
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'timetz':
      return a.kind === b.kind && (b.precision ?? subSecond) >= (a.precision ?? subSecond)
    case 'interval':
      return (
        b.kind === 'interval' &&
        (b.precision ?? subSecond) >= (a.precision ?? subSecond) &&
        (fieldsOf(b) === '' || fieldsOf(a) === fieldsOf(b))
      )
    default:
      return false
  }
}

const hasModifier = (kind: TypeKind): boolean =>
  ['varchar', 'char', 'numeric', 'bit', 'varbit', 'timestamp', 'timestamptz', 'time', 'timetz', 'interval'].includes(kind)

/** `interval year to month` → `year to month`. */
const fieldsOf = ({ native }: ColumnType): string =>
  native
    .toLowerCase()
    .replace(/^interval|\(\d+\)/g, '')
    .trim()
