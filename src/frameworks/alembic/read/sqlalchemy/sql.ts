import type { Node } from '../python/tree.ts'
import { isKind, isThing, isUnknown, isWhole, native, Opaque, type Given, type Native, type Thing, type Value } from '../python/values.ts'
import { reprOfFloat } from '../python/text.ts'

/** A piece of SQL, as SQLAlchemy would print it for PostgreSQL with its values written in. */
export interface Sql {
  /** `qualified`: columns with their table, as statements have them; definitions have them without. */
  readonly print: (qualified: boolean) => string
  /** `a = 1` has to stand in parentheses inside of another expression, `lower(a)` has not. */
  readonly isAtomic: boolean
  /** The column's name, where it is one. */
  readonly name?: string
  /** `text()`: its text, before colons are unescaped. */
  readonly text?: string
  /** A whole statement. */
  readonly isStatement?: true
  /** What it gives is nothing but a value of this type (`JSON`), which decides how a literal beside it is written. */
  readonly type?: SqlType
}

/** A type of SQLAlchemy as PostgreSQL sees it. */
export interface SqlType {
  /** `VARCHAR(20)` */
  readonly sql: string
  /** Of an integer key: what is made of it. */
  readonly serial?: 'SERIAL' | 'BIGSERIAL' | 'SMALLSERIAL'
  readonly named?: NamedType
  readonly isJson?: true
  /** A condition that comes with the type (`Enum(native_enum=False, create_constraint=True)`), of a column by its quoted name. */
  readonly check?: { readonly name?: string; readonly condition: (column: string) => string }
}

/** An enum or a domain, which is an object of its own in the database. */
export interface NamedType {
  readonly name: string
  readonly schema?: string
  /** `ENUM ('a', 'b')`, `DOMAIN` and what follows: nothing where the values are not said. */
  readonly definition?: string
  readonly isDomain: boolean
  readonly createType: boolean
}

export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * A value as a SQL literal, as drivers and literal binds write it.
 *
 * @param type of the column it goes into
 */
export const literalOf = (value: Value, type?: SqlType): string => {
  if (value === null) return 'NULL'
  if (isThing(value, 'sql')) return enclosed(sqlOf(value), false)
  if (type?.isJson && (isKind(value, 'dict') || isKind(value, 'list'))) return quoteLiteral(jsonOf(value))
  if (typeof value === 'string') return type?.isJson ? quoteLiteral(jsonOf(value)) : quoteLiteral(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (isWhole(value)) return String(value)
  if (isUnknown(value)) throw new Opaque(value.reason)
  if (isKind(value, 'float')) return reprOfFloat(value.value)
  // A member of an enumeration: SQLAlchemy keeps the name, drivers the value.
  if (isKind(value, 'instance')) {
    const own = value.fields.get(type?.named === undefined ? 'value' : 'name')
    if (own !== undefined) return literalOf(own)
  }
  if (isKind(value, 'list') && value.type === 'list') return `ARRAY[${value.items.map(item => literalOf(item)).join(', ')}]`
  throw new Opaque('writes a value that SQL has no literal for')
}

/** `json.dumps(value)`. */
export const jsonOf = (value: Value): string => {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (isWhole(value)) return String(value)
  if (isKind(value, 'float')) return reprOfFloat(value.value)
  if (isKind(value, 'list')) return `[${value.items.map(jsonOf).join(', ')}]`
  if (isKind(value, 'dict'))
    return `{${[...value.entries.values()].map(([key, item]) => `${JSON.stringify(typeof key === 'string' ? key : jsonOf(key))}: ${jsonOf(item)}`).join(', ')}}`
  throw new Opaque(isUnknown(value) ? value.reason : 'writes JSON of what is not followed')
}

/** A colon that is no parameter is escaped in `text()`. */
export const unescapeBinds = (text: string): string => text.replace(/\\(:[\p{L}\p{N}_$]*)(?![:\p{L}\p{N}_$])/gu, '$1')

export const sqlOf = (value: Value | undefined): Sql => {
  if (isThing(value, 'sql')) return value.data as Sql
  throw new Opaque(isUnknown(value) ? value.reason : 'expects SQL')
}

/** A piece of SQL where an operand stands. */
export const enclosed = (sql: Sql, qualified: boolean): string => {
  const text = sql.print(qualified)
  return sql.isAtomic ? text : `(${text})`
}

/** An operand: SQL as it is, a value as a literal. */
const operandOf = (value: Value, beside: Sql): Sql =>
  isThing(value, 'sql') ? sqlOf(value) : { print: () => literalOf(value, beside.type), isAtomic: true }

const binary: Readonly<Record<string, string>> = {
  Eq: '=',
  NotEq: '!=',
  Lt: '<',
  LtE: '<=',
  Gt: '>',
  GtE: '>=',
  Add: '+',
  Sub: '-',
  Mult: '*',
  Div: '/',
  Mod: '%',
  BitAnd: 'AND',
  BitOr: 'OR',
}

const operation = (self: Sql, operator: string, other: Value | undefined, isRight: boolean): Value | undefined => {
  if (other === undefined)
    return operator === 'Invert' || operator === 'USub'
      ? sqlThing({ print: q => `${operator === 'USub' ? '-' : 'NOT '}${enclosed(self, q)}`, isAtomic: false })
      : undefined
  if (isUnknown(other)) throw new Opaque(other.reason)
  if (other === null && (operator === 'Eq' || operator === 'NotEq')) return tested(self, operator === 'Eq' ? 'IS NULL' : 'IS NOT NULL')
  const sign = operator === 'Add' && typeof other === 'string' ? '||' : binary[operator]
  if (sign === undefined) return undefined
  return joined(self, sign, operandOf(other, self), isRight)
}

const joined = (left: Sql, sign: string, right: Sql, isRight = false): Value => {
  const [a, b] = isRight ? [right, left] : [left, right]
  return sqlThing({ print: q => `${enclosed(a, q)} ${sign} ${enclosed(b, q)}`, isAtomic: false })
}

const tested = (self: Sql, test: string): Value => sqlThing({ print: q => `${enclosed(self, q)} ${test}`, isAtomic: false })

/** `IN (…)`: a list of values, or a query. */
const within = (self: Sql, word: string, values: Value | undefined): Value => {
  if (isThing(values, 'sql')) return joined(self, word, sqlOf(values))
  if (!isKind(values, 'list') && !isKind(values, 'set'))
    throw new Opaque(isUnknown(values) ? values.reason : 'asks for one of what is not followed')
  const items = isKind(values, 'list') ? values.items : [...values.entries.values()]
  const all = items.map(item => literalOf(item, self.type))
  return tested(self, all.length === 0 ? `${word} (NULL) AND false` : `${word} (${all.join(', ')})`)
}

type Method = (self: Sql, given: Given) => Value

const infix =
  (sign: string): Method =>
  (self, { args }) =>
    joined(self, sign, operandOf(args[0] ?? null, self))

const suffix =
  (words: string): Method =>
  self =>
    sqlThing({
      print: q => `${self.isAtomic ? self.print(q) : `(${self.print(q)})`} ${words}`,
      isAtomic: true,
      ...(self.name === undefined ? {} : { name: self.name }),
    })

const isTest: Method = (self, { args: [value = null] }) =>
  value === null ? tested(self, 'IS NULL') : joined(self, 'IS', operandOf(value, self))
const isNotTest: Method = (self, { args: [value = null] }) =>
  value === null ? tested(self, 'IS NOT NULL') : joined(self, 'IS NOT', operandOf(value, self))

const methods: Readonly<Record<string, Method>> = {
  in_: (self, { args }) => within(self, 'IN', args[0]),
  notin_: (self, { args }) => within(self, 'NOT IN', args[0]),
  not_in: (self, { args }) => within(self, 'NOT IN', args[0]),
  is_: isTest,
  isnot: isNotTest,
  is_not: isNotTest,
  is_distinct_from: infix('IS DISTINCT FROM'),
  isnot_distinct_from: infix('IS NOT DISTINCT FROM'),
  like: infix('LIKE'),
  ilike: infix('ILIKE'),
  notlike: infix('NOT LIKE'),
  not_like: infix('NOT LIKE'),
  concat: infix('||'),
  contains: infix('@>'),
  contained_by: infix('<@'),
  has_key: infix('?'),
  asc: suffix('ASC'),
  desc: suffix('DESC'),
  nullsfirst: suffix('NULLS FIRST'),
  nulls_first: suffix('NULLS FIRST'),
  nullslast: suffix('NULLS LAST'),
  nulls_last: suffix('NULLS LAST'),
  self_group: self => sqlThing(self),
  scalar_subquery: self => sqlThing({ ...self, isAtomic: false }),
  as_scalar: self => sqlThing({ ...self, isAtomic: false }),
  label: (self, { args: [name] }) => sqlThing({ ...self, ...(typeof name === 'string' ? { name } : {}) }),
  op: (self, { args: [sign] }) => {
    if (typeof sign !== 'string') throw new Opaque('uses an operator that is not known')
    return native('op', given => infix(sign)(self, given))
  },
}

/** A piece of SQL as a value of the program. */
export const sqlThing = (
  sql: Sql,
  more: { readonly get?: (name: string, at: Node) => Value | undefined; readonly item?: (key: Value) => Value } = {},
): Thing => ({
  kind: 'thing',
  type: 'sql',
  data: sql,
  get: (name, at) => {
    const own = more.get?.(name, at)
    if (own !== undefined) return own
    const method: Method | undefined = Object.hasOwn(methods, name) ? methods[name] : undefined
    if (method !== undefined) return native(name, given => method(sql, given)) satisfies Native
    return name === 'name' && sql.name !== undefined ? sql.name : name === 'text' && sql.text !== undefined ? sql.text : undefined
  },
  item: more.item ?? (key => sqlThing({ print: q => `${enclosed(sql, q)} -> ${literalOf(key)}`, isAtomic: false })),
  operate: (operator, other, isRight) => operation(sql, operator, other, isRight),
})

/** `text('…')`, and what else is SQL already. */
export const rawSql = (text: string): Sql => ({ print: () => unescapeBinds(text), isAtomic: /^[\w.]*(?:\([^()]*\))?$/.test(text), text })

/** Where SQL is expected and a text stands, the text is SQL (`postgresql_where='x > 1'`). */
export const sqlOrText = (value: Value | undefined): Sql => (typeof value === 'string' ? rawSql(value) : sqlOf(value))
