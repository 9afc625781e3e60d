import { argument, itemsOf, knownItems } from './arguments.ts'
import { operate, orderOf, sorted } from './operators.ts'
import { certain, reprOf, textOf } from './text.ts'
import type { Node } from './tree.ts'
import type { Interpreter } from './world.ts'
import {
  dictOf,
  float,
  isKind,
  isUnknown,
  isWhole,
  list,
  native,
  Opaque,
  setOf,
  truthOf,
  tuple,
  typeOf,
  unknown,
  type Given,
  type Native,
  type Value,
} from './values.ts'

type Builtin = (given: Given, interpreter: Interpreter, at: Node) => Value

const first = ({ args }: Given): Value => args[0] ?? null

/** Unknown in, unknown out: these have no effect. */
const pure =
  (work: Builtin): Builtin =>
  (given, interpreter, at) => {
    const doubtful = [...given.args, ...given.named.values()].find(isUnknown)
    return doubtful === undefined ? work(given, interpreter, at) : unknown(doubtful.reason)
  }

const keyed = (given: Given, interpreter: Interpreter, at: Node): ((item: Value) => Value) => {
  const key = argument(given, 'key')
  return key === undefined || key === null ? item => item : item => interpreter.call(key, { args: [item], named: new Map() }, at)
}

const extreme =
  (sign: number): Builtin =>
  (given, interpreter, at) => {
    const items = given.args.length === 1 ? knownItems(first(given)) : given.args
    const by = keyed(given, interpreter, at)
    return items.reduce(
      (best, item) => {
        const order = orderOf(by(item), by(best))
        if (order === undefined) throw new Opaque('compares what only running it could tell')
        return order * sign > 0 ? item : best
      },
      items[0] ?? argument(given, 'default') ?? null,
    )
  }

const longestRange = 100_000

const range: Builtin = ({ args }) => {
  const [start, stop, step] = (args.length === 1 ? [0, args[0], 1] : [args[0], args[1], args[2] ?? 1]).map(Number) as [
    number,
    number,
    number,
  ]
  const length = Math.max(0, Math.ceil((stop - start) / step))
  if (!(length <= longestRange)) throw new Opaque('goes over a long range')
  return list(Array.from({ length }, (_, n) => start + n * step))
}

const zip: Builtin = given => {
  const lists = given.args.map(knownItems)
  const length = Math.min(...lists.map(({ length: each }) => each))
  return list(lists.length === 0 ? [] : Array.from({ length }, (_, n) => tuple(lists.map(items => items[n]!))))
}

const isInstance = (value: Value, type: Value): boolean | undefined => {
  if (isKind(type, 'list')) {
    const each = type.items.map(item => isInstance(value, item))
    return each.includes(true) ? true : each.includes(undefined) ? undefined : false
  }
  if (isKind(type, 'native')) return typeOf(value) === type.name || (type.name === 'int' && typeof value === 'boolean')
  if (isKind(type, 'class')) return isKind(value, 'instance') && (value.class === type || value.class.bases.includes(type))
  return undefined
}

const builtins: Readonly<Record<string, Builtin>> = {
  len: pure(given => (typeof first(given) === 'string' ? [...textOf(first(given))].length : knownItems(first(given)).length)),
  str: pure(given => (given.args.length === 0 ? '' : textOf(first(given)))),
  repr: pure(given => reprOf(first(given))),
  int: pure(given => {
    const value = first(given)
    const whole =
      typeof value === 'string'
        ? Number.parseInt(value, Number(given.args[1] ?? 10))
        : Math.trunc(isKind(value, 'float') ? value.value : Number(value))
    return Number.isNaN(whole) ? unknown('reads a number') : isWhole(value) ? value : whole
  }),
  float: pure(given => float(isKind(first(given), 'float') ? (first(given) as { value: number }).value : Number(first(given)))),
  bool: pure(given => truthOf(first(given)) ?? unknown('depends on what was imported')),
  list: pure(given => list(given.args.length === 0 ? [] : knownItems(first(given)))),
  tuple: pure(given => tuple(given.args.length === 0 ? [] : knownItems(first(given)))),
  set: pure(given => setOf(given.args.length === 0 ? [] : knownItems(first(given)))),
  frozenset: pure(given => setOf(given.args.length === 0 ? [] : knownItems(first(given)))),
  dict: pure(given => {
    const [from] = given.args
    const entries =
      from === undefined
        ? []
        : isKind(from, 'dict')
          ? [...from.entries.values()]
          : knownItems(from).map(pair => knownItems(pair) as [Value, Value])
    return dictOf([...entries, ...given.named])
  }),
  range: pure(range),
  enumerate: pure(given => list(knownItems(first(given)).map((item, n) => tuple([n + Number(argument(given, 'start', 1) ?? 0), item])))),
  zip: pure(zip),
  reversed: pure(given => list(knownItems(first(given)).toReversed())),
  sorted: pure((given, interpreter, at) => {
    const items = sorted(first(given), keyed(given, interpreter, at))
    return list(argument(given, 'reverse') === true ? items.toReversed() : items)
  }),
  min: pure(extreme(-1)),
  max: pure(extreme(1)),
  sum: pure(given => knownItems(first(given)).reduce((sum, item) => operate('Add', sum, item), given.args[1] ?? 0)),
  abs: pure(given =>
    isKind(first(given), 'float') ? float(Math.abs((first(given) as { value: number }).value)) : Math.abs(Number(first(given))),
  ),
  any: pure(given => (knownItems(first(given)).some(isUnknown) ? unknown('depends on its data') : knownItems(first(given)).some(certain))),
  all: pure(given => (knownItems(first(given)).some(isUnknown) ? unknown('depends on its data') : knownItems(first(given)).every(certain))),
  map: (given, interpreter, at) =>
    list(knownItems(given.args[1] ?? null).map(item => interpreter.call(first(given), { args: [item], named: new Map() }, at))),
  filter: (given, interpreter, at) =>
    list(
      knownItems(given.args[1] ?? null).filter(item =>
        certain(first(given) === null ? item : interpreter.call(first(given), { args: [item], named: new Map() }, at)),
      ),
    ),
  isinstance: given => isInstance(first(given), given.args[1] ?? null) ?? unknown('asks for a type'),
  hasattr: () => unknown('asks for an attribute'),
  getattr: (given, interpreter, at) => {
    const [of = null, name = null, otherwise] = given.args
    if (typeof name !== 'string') return unknown('asks for an attribute')
    const found = interpreter.attribute(of, name, at)
    return isUnknown(found) && otherwise !== undefined ? unknown('asks for an attribute') : found
  },
  iter: given => first(given),
  next: pure(given => itemsOf(first(given))?.[0] ?? given.args[1] ?? unknown('takes the next of what only running it could tell')),
  print: () => null,
  type: () => unknown('asks for a type'),
  id: () => unknown('asks for an identity'),
  hash: () => unknown('asks for a hash'),
  open: () => unknown('reads a file'),
  input: () => unknown('asks a person'),
  vars: () => unknown('asks for names'),
  globals: () => unknown('asks for names'),
  locals: () => unknown('asks for names'),
  super: () => unknown('asks a base class', false),
  object: () => unknown('makes an object'),
  bytes: () => unknown('makes bytes'),
  round: pure(given => (isWhole(first(given)) ? first(given) : unknown('rounds'))),
}

const made = new WeakMap<Interpreter, Map<string, Native>>()

/** What Python has by itself: `len`, `range`, `isinstance`. */
export const builtinOf = (name: string, interpreter: Interpreter): Value | undefined => {
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined
  if (builtin === undefined)
    return name === 'Ellipsis' ? unknown('...') : exceptions.has(name) ? { kind: 'reference', path: `builtins.${name}` } : undefined
  const known = made.get(interpreter) ?? new Map<string, Native>()
  made.set(interpreter, known)
  const found = known.get(name) ?? native(name, (given, at) => builtin(given, interpreter, at))
  known.set(name, found)
  return found
}

const exceptions = new Set([
  'Exception',
  'BaseException',
  'NotImplementedError',
  'RuntimeError',
  'ValueError',
  'KeyError',
  'TypeError',
  'AssertionError',
  'AttributeError',
  'ImportError',
  'ModuleNotFoundError',
  'NotImplemented',
  'StopIteration',
  'LookupError',
  'OSError',
  'SystemExit',
  'property',
  'staticmethod',
  'classmethod',
])
