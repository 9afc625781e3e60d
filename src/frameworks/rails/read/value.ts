import type { Node } from '@ruby/prism/src/nodes.js'

export class Sym {
  constructor(readonly text: string) {}
}

/** A number with a fraction, as it is written. */
export class Decimal {
  constructor(readonly text: string) {}
}

export class Hash {
  constructor(readonly pairs: readonly (readonly [Value, Value])[] = []) {}

  has(key: string): boolean {
    return this.pairs.some(([k]) => k instanceof Sym && k.text === key)
  }
  get(key: string): Value | undefined {
    return this.pairs.findLast(([k]) => k instanceof Sym && k.text === key)?.[1]
  }
  with(key: string, value: Value): Hash {
    return new Hash([...this.pairs.filter(([k]) => !(k instanceof Sym && k.text === key)), [new Sym(key), value]])
  }
  without(...keys: readonly string[]): Hash {
    return new Hash(this.pairs.filter(([k]) => !(k instanceof Sym && keys.includes(k.text))))
  }
  only(...keys: readonly string[]): Hash {
    return new Hash(this.pairs.filter(([k]) => k instanceof Sym && keys.includes(k.text)))
  }
}

export class Range {
  constructor(
    readonly from: number,
    readonly to: number,
  ) {}
}

export class Pattern {
  constructor(
    readonly source: string,
    readonly flags: string,
  ) {}
}

/** What a query or a program would answer: it may be left unused, and nothing can be told from it. */
export class Unknown {
  constructor(
    readonly reason: string,
    /** Keys of the tables its rows are of, where that is known. */
    readonly tables: readonly string[] = [],
  ) {}
}

/** A class or module by its path. */
export class Constant {
  constructor(readonly path: string) {}
}

/** A call as it reaches something: all arguments known. */
export interface Call {
  readonly name: string
  readonly args: readonly Value[]
  /** The keyword arguments. */
  readonly options: Hash
  readonly block?: Block
  readonly node: Node
  /** Nobody looks at what it answers: what is not known inside may be kept as code of its own. */
  readonly asStatement: boolean
}

/** A block, a proc or a lambda. */
export class Block {
  constructor(
    readonly call: (args: readonly Value[], asStatement: boolean) => Value,
    readonly arity: number,
  ) {}
}

/** Something of the framework's that takes calls: a connection, the table in `create_table`, the direction of `reversible`. */
export abstract class Receiver {
  abstract call(call: Call): Value
}

export type Value =
  null | boolean | number | string | Sym | Decimal | Hash | Range | Pattern | Unknown | Constant | Block | Receiver | readonly Value[]

/** What ends an evaluation early, and is always caught: without the stack that an error takes long to write down. */
export class Signal extends Error {
  constructor(message: string) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Something only a running program knows. It ends the evaluation of a statement, which is then kept as code. */
export class NotKnown extends Signal {
  constructor(readonly reason: string) {
    super(reason)
  }
}

export const notKnown = (reason: string): never => {
  throw new NotKnown(reason)
}

export const isTrue = (value: Value): boolean => {
  if (value instanceof Unknown) return notKnown(value.reason)
  return value !== null && value !== false
}

/** `to_s` of what has a text. */
export const textOf = (value: Value): string => {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Sym || value instanceof Decimal) return value.text
  if (value instanceof Unknown) return notKnown(value.reason)
  if (value instanceof Constant) return value.path
  return notKnown('makes a text of something that is none')
}

export const isText = (value: Value | undefined): value is string | Sym => typeof value === 'string' || value instanceof Sym

/** What `Array(value)` makes of it. */
export const listOf = (value: Value | undefined): readonly Value[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly Value[]) : [value as Value]

export const sameValue = (a: Value, b: Value): boolean => {
  if (a instanceof Unknown) return notKnown(a.reason)
  if (b instanceof Unknown) return notKnown(b.reason)
  if (a instanceof Sym && b instanceof Sym) return a.text === b.text
  if (a instanceof Decimal || b instanceof Decimal)
    return (
      (typeof a === 'number' || a instanceof Decimal) &&
      (typeof b === 'number' || b instanceof Decimal) &&
      Number(textOf(a)) === Number(textOf(b))
    )
  if (a instanceof Constant && b instanceof Constant) return a.path === b.path
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each: Value, n) => sameValue(each, b[n] as Value))
  return a === b
}

/** A class, a pattern or the answer of a query says nothing here. */
const isKnown = (value: Value): boolean => {
  if (value instanceof Unknown) return notKnown(value.reason)
  if (value instanceof Constant) return notKnown(`needs the value of ${value.path}`)
  if (Array.isArray(value)) return (value as readonly Value[]).every(isKnown)
  return value instanceof Hash ? value.pairs.every(([, each]) => isKnown(each)) : true
}

/** A call whose arguments all say what they are. */
export const known = (call: Call): Call =>
  [...call.args, call.options].every(isKnown) ? call : notKnown(`calls ${call.name} with something it computes`)
