import type { Parsed } from './parse.ts'
import type { ClassStatement, Expression, Node, Parameters, Statement } from './tree.ts'

/** A value of Python, as far as it is followed. Text, whole numbers, booleans and None are JavaScript's own. */
export type Value =
  null | boolean | number | bigint | string | Float | List | Dict | SetOf | Callable | Class | Instance | Reference | Thing | Unknown

export interface Float {
  readonly kind: 'float'
  readonly value: number
}
export interface List {
  readonly kind: 'list'
  readonly type: 'list' | 'tuple'
  readonly items: Value[]
}
export interface Dict {
  readonly kind: 'dict'
  /** By `keyFor`. */
  readonly entries: Map<string, readonly [Value, Value]>
  /** What a missing key begins with (`defaultdict`). */
  readonly missing?: () => Value
}
export interface SetOf {
  readonly kind: 'set'
  readonly entries: Map<string, Value>
}

/** A function written in a file that was read. */
export interface Written {
  readonly kind: 'written'
  readonly name: string
  readonly parameters: Parameters
  readonly defaults: readonly Value[]
  readonly keywordDefaults: readonly (Value | undefined)[]
  readonly body: readonly Statement[] | Expression
  readonly scope: Scope
  readonly isGenerator: boolean
  /** `@contextmanager`: what is around `yield` is around the block. */
  readonly isContext?: true
}
/** A function that is known. */
export interface Native {
  readonly kind: 'native'
  readonly name: string
  readonly call: (given: Given, at: Node) => Value
}
export interface Bound {
  readonly kind: 'bound'
  readonly self: Value
  readonly method: Written
}
export type Callable = Written | Native | Bound

export interface Class {
  readonly kind: 'class'
  readonly name: string
  readonly bases: readonly Value[]
  readonly members: Map<string, Value>
  readonly statement: ClassStatement
  /** What making one of it gives. */
  readonly call: (given: Given) => Value
}
export interface Instance {
  readonly kind: 'instance'
  readonly class: Class
  readonly fields: Map<string, Value>
}
/** Something imported that was not read: `sqlalchemy.Column`. */
export interface Reference {
  readonly kind: 'reference'
  readonly path: string
  /** What it is, where the project itself says it: found when it is used, as few of a program's imports ever are. */
  readonly late?: () => Value
}
/** An object whose behaviour is known to those who made it: a column, a connection, a table. */
export interface Thing {
  readonly kind: 'thing'
  readonly type: string
  /** What makes it what it is, for those who know its type. */
  readonly data?: unknown
  readonly get?: (name: string, at: Node) => Value | undefined
  readonly call?: (given: Given, at: Node) => Value
  readonly item?: (key: Value) => Value
  /** `a + b` as `operate('Add', b, false)`; a comparison as `operate('Eq', …)`. */
  readonly operate?: (operator: string, other: Value | undefined, isRight: boolean) => Value | undefined
  readonly items?: () => readonly Value[]
  /** `with`: does what is to be done around the block. */
  readonly around?: (block: () => void) => void
}
/** What only running the program could tell. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly reason: string
  /** A plain value, so that asking it for anything has no effect on a database. */
  readonly isData: boolean
}

/** Arguments of a call. */
export interface Given {
  readonly args: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
}

/** Names of a function, a class body or a file. */
export interface Scope {
  readonly names: Map<string, Value>
  readonly parent?: Scope
  readonly module: ModuleScope
  /** Declared `global` here. */
  readonly globals: Set<string>
}
export interface ModuleScope {
  readonly parsed: Parsed
  readonly names: Map<string, Value>
  /** Modules whose names came in with `import *`. */
  readonly stars: string[]
}

/** Evaluation cannot go on; the statement has to stay as it is. */
export class Opaque extends Error {
  constructor(readonly reason: string) {
    super(reason)
  }
}

/** What Alembic or Python refuses when it gets there: the migration ends with an error. */
export class Refused extends Opaque {}

export const unknown = (reason: string, isData = true): Unknown => ({ kind: 'unknown', reason, isData })
export const list = (items: readonly Value[]): List => ({ kind: 'list', type: 'list', items: [...items] })
export const tuple = (items: readonly Value[]): List => ({ kind: 'list', type: 'tuple', items: [...items] })
export const native = (name: string, call: Native['call']): Native => ({ kind: 'native', name, call })
export const float = (value: number): Float => ({ kind: 'float', value })

export const dictOf = (entries: Iterable<readonly [Value, Value]>): Dict => {
  const dict: Dict = { kind: 'dict', entries: new Map() }
  for (const [key, value] of entries) dict.entries.set(keyFor(key), [key, value])
  return dict
}
export const setOf = (items: Iterable<Value>): SetOf => {
  const set: SetOf = { kind: 'set', entries: new Map() }
  for (const item of items) set.entries.set(keyFor(item), item)
  return set
}

/** A text that is a name as it is (`op.f('ix_a')`). */
export const finalName = 'conv'

const numbers = new WeakMap<object, number>()
let count = 0

/** The same text for values that Python finds equal. */
export const keyFor = (value: Value): string => {
  if (value === null) return 'None'
  if (typeof value === 'string') return `s${value}`
  if (typeof value === 'boolean') return `n${value ? 1 : 0}`
  if (typeof value === 'number' || typeof value === 'bigint') return `n${value}`
  if (value.kind === 'float') return `n${value.value}`
  if (value.kind === 'list') return `${value.type}(${value.items.map(keyFor).join('\u0000')})`
  if (value.kind === 'reference') return `r${value.path}`
  if (value.kind === 'unknown') throw new Opaque(value.reason)
  if (isThing(value, finalName)) return `s${String(value.data)}`
  if (!numbers.has(value)) numbers.set(value, (count += 1))
  return `o${numbers.get(value)}`
}

export const isUnknown = (value: Value | undefined): value is Unknown => isKind(value, 'unknown')
export const isKind = <K extends Exclude<Value, null | boolean | number | bigint | string>['kind']>(
  value: Value | undefined,
  kind: K,
): value is Extract<Value, { kind: K }> => typeof value === 'object' && value !== null && value.kind === kind
export const isThing = (value: Value | undefined, type: string): value is Thing => isKind(value, 'thing') && value.type === type

export const isWhole = (value: Value | undefined): value is number | bigint => typeof value === 'number' || typeof value === 'bigint'

/** What a person calls it. */
export const typeOf = (value: Value): string => {
  if (value === null) return 'None'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (isWhole(value)) return 'int'
  switch (value.kind) {
    case 'list':
    case 'thing':
      return value.type
    case 'class':
      return value.name
    case 'instance':
      return value.class.name
    case 'reference':
      return value.path
    default:
      return value.kind
  }
}

/** Is it true where a condition stands? Nothing where that is not known. */
export const truthOf = (value: Value): boolean | undefined => {
  if (value === null) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return value !== ''
  if (isWhole(value)) return Number(value) !== 0
  switch (value.kind) {
    case 'float':
      return value.value !== 0
    case 'list':
      return value.items.length > 0
    case 'dict':
    case 'set':
      return value.entries.size > 0
    case 'unknown':
    case 'reference':
      return undefined
    default:
      return true
  }
}
