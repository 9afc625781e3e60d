import { argument, knownItems } from './arguments.ts'
import { formatValue, reprOf } from './text.ts'
import { sorted } from './operators.ts'
import type { Interpreter } from './world.ts'
import {
  dictOf,
  isKind,
  isUnknown,
  keyFor,
  list,
  native,
  Opaque,
  setOf,
  tuple,
  unknown,
  type Dict,
  type Given,
  type List,
  type Native,
  type SetOf,
  type Value,
} from './values.ts'

type Methods<Self> = Readonly<
  Record<string, (self: Self, given: Given, interpreter: Interpreter, at: Parameters<Native['call']>[1]) => Value>
>

const texts = (value: Value | undefined): string => {
  if (typeof value === 'string') return value
  throw new Opaque(isUnknown(value) ? value.reason : 'expects a text')
}

const affix = (value: Value | undefined): readonly string[] => (isKind(value, 'list') ? value.items.map(texts) : [texts(value)])

const strip = (self: string, letters: Value | undefined, sides: 'both' | 'left' | 'right'): string => {
  const set = letters === undefined || letters === null ? ' \t\n\r\f\v' : texts(letters)
  let [start, end] = [0, self.length]
  if (sides !== 'right') while (start < end && set.includes(self[start]!)) start += 1
  if (sides !== 'left') while (end > start && set.includes(self[end - 1]!)) end -= 1
  return self.slice(start, end)
}

const split = (self: string, separator: Value | undefined, limit: Value | undefined): readonly string[] => {
  const most = typeof limit === 'number' && limit >= 0 ? limit : Infinity
  if (separator === undefined || separator === null) return self.split(/\s+/).filter(part => part !== '')
  const parts = self.split(texts(separator))
  return parts.length - 1 <= most ? parts : [...parts.slice(0, most), parts.slice(most).join(texts(separator))]
}

/** `'{} {name!r}'.format(…)`. */
const format = (self: string, { args, named }: Given, interpreter: Interpreter, at: Parameters<Native['call']>[1]): Value => {
  let next = 0
  return self.replace(/\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}/g, (whole, field: string | undefined, conversion, spec = '') => {
    if (field === undefined) return whole[0]!
    const [, head = '', path = ''] = /^([^.[]*)(.*)$/s.exec(field)!
    let value = head === '' ? args[next++] : /^\d+$/.test(head) ? args[Number(head)] : named.get(head)
    for (const [, attribute, item] of path.matchAll(/\.(\w+)|\[([^\]]*)\]/g)) {
      if (value === undefined) break
      value =
        attribute !== undefined
          ? interpreter.attribute(value, attribute, at)
          : isKind(value, 'dict')
            ? value.entries.get(`s${item}`)?.[1]
            : undefined
    }
    if (value === undefined) throw new Opaque(`formats ${whole} without a value`)
    return formatValue(conversion === 'r' ? reprOf(value) : value, spec as string)
  })
}

const stringMethods: Methods<string> = {
  format,
  join: (self, { args }) => {
    const items = knownItems(args[0] ?? null)
    const doubtful = items.find(isUnknown)
    return doubtful === undefined ? items.map(texts).join(self) : unknown(doubtful.reason)
  },
  upper: self => self.toUpperCase(),
  lower: self => self.toLowerCase(),
  title: self => self.replace(/\p{L}+/gu, word => word[0]!.toUpperCase() + word.slice(1).toLowerCase()),
  capitalize: self => self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase(),
  strip: (self, { args }) => strip(self, args[0], 'both'),
  lstrip: (self, { args }) => strip(self, args[0], 'left'),
  rstrip: (self, { args }) => strip(self, args[0], 'right'),
  startswith: (self, { args }) => affix(args[0]).some(part => self.startsWith(part)),
  endswith: (self, { args }) => affix(args[0]).some(part => self.endsWith(part)),
  replace: (self, { args }) => self.replaceAll(texts(args[0]), () => texts(args[1])),
  removeprefix: (self, { args }) => (self.startsWith(texts(args[0])) ? self.slice(texts(args[0]).length) : self),
  removesuffix: (self, { args }) => (texts(args[0]) !== '' && self.endsWith(texts(args[0])) ? self.slice(0, -texts(args[0]).length) : self),
  split: (self, call) => list(split(self, argument(call, 'sep', 0), argument(call, 'maxsplit', 1))),
  splitlines: self => list(self.replace(/\r\n?|\n$/, '').split(/\r\n?|\n/)),
  count: (self, { args }) => self.split(texts(args[0])).length - 1,
  find: (self, { args }) => self.indexOf(texts(args[0])),
  isdigit: self => /^\d+$/.test(self),
  zfill: (self, { args }) => self.padStart(Number(args[0]), '0'),
  encode: self => self,
  partition: (self, { args }) => {
    const at = self.indexOf(texts(args[0]))
    return at < 0 ? tuple([self, '', '']) : tuple([self.slice(0, at), texts(args[0]), self.slice(at + texts(args[0]).length)])
  },
}

const positionOf = ({ items }: List, item: Value | undefined): number => items.findIndex(each => keyFor(each) === keyFor(item ?? null))

const listMethods: Methods<List> = {
  append: (self, { args }) => (self.items.push(args[0] ?? null), null),
  extend: (self, { args }) => (self.items.push(...knownItems(args[0] ?? null)), null),
  insert: (self, { args }) => (self.items.splice(Number(args[0]), 0, args[1] ?? null), null),
  remove: (self, { args }) => {
    const at = positionOf(self, args[0])
    if (at >= 0) self.items.splice(at, 1)
    return null
  },
  pop: (self, { args }) => self.items.splice(args.length === 0 ? -1 : Number(args[0]), 1)[0] ?? null,
  index: (self, { args }) => positionOf(self, args[0]),
  count: (self, { args }) => self.items.filter(item => keyFor(item) === keyFor(args[0] ?? null)).length,
  copy: self => list(self.items),
  clear: self => (self.items.splice(0), null),
  reverse: self => (self.items.reverse(), null),
  sort: (self, call, interpreter, at) => {
    const key = argument(call, 'key')
    const items = sorted(self, key === undefined ? undefined : item => interpreter.call(key, { args: [item], named: new Map() }, at))
    self.items.splice(0, Infinity, ...(argument(call, 'reverse') === true ? items.toReversed() : items))
    return null
  },
}

const pairs = (self: Dict): readonly (readonly [Value, Value])[] => [...self.entries.values()]

/** What is under a key, which may be None; else the second argument. */
const valueIn = (self: Dict, [key = null, otherwise = null]: readonly Value[]): Value => {
  const entry = self.entries.get(keyFor(key))
  return entry === undefined ? otherwise : entry[1]
}

const dictMethods: Methods<Dict> = {
  items: self => list(pairs(self).map(([key, value]) => tuple([key, value]))),
  keys: self => list(pairs(self).map(([key]) => key)),
  values: self => list(pairs(self).map(([, value]) => value)),
  get: (self, { args }) => valueIn(self, args),
  pop: (self, { args }) => {
    const found = valueIn(self, args)
    self.entries.delete(keyFor(args[0] ?? null))
    return found
  },
  setdefault: (self, { args }) => {
    const [key = null, value = null] = args
    if (!self.entries.has(keyFor(key))) self.entries.set(keyFor(key), [key, value])
    return self.entries.get(keyFor(key))![1]
  },
  update: (self, { args, named }) => {
    const [other] = args
    if (isKind(other, 'dict')) for (const [key, pair] of other.entries) self.entries.set(key, pair)
    else if (other !== undefined) throw new Opaque('updates a dict with what is not followed')
    for (const [key, value] of named) self.entries.set(keyFor(key), [key, value])
    return null
  },
  copy: self => dictOf(pairs(self)),
}

const setMethods: Methods<SetOf> = {
  add: (self, { args }) => (self.entries.set(keyFor(args[0] ?? null), args[0] ?? null), null),
  discard: (self, { args }) => (self.entries.delete(keyFor(args[0] ?? null)), null),
  remove: (self, { args }) => (self.entries.delete(keyFor(args[0] ?? null)), null),
  update: (self, { args }) => (args.flatMap(knownItems).forEach(item => self.entries.set(keyFor(item), item)), null),
  union: (self, { args }) => setOf([...self.entries.values(), ...args.flatMap(knownItems)]),
  difference: (self, { args }) => {
    const gone = new Set(args.flatMap(knownItems).map(keyFor))
    return setOf([...self.entries.values()].filter(item => !gone.has(keyFor(item))))
  },
  intersection: (self, { args }) => {
    const kept = new Set(args.flatMap(knownItems).map(keyFor))
    return setOf([...self.entries.values()].filter(item => kept.has(keyFor(item))))
  },
  copy: self => setOf(self.entries.values()),
}

/** A method of a plain value. */
export const methodOf = (self: Value, name: string, interpreter: Interpreter): Native | undefined => {
  const bind = <Self>(methods: Methods<Self>, value: Self): Native | undefined => {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined
    return method && native(name, (given, at) => method(value, given, interpreter, at))
  }
  if (typeof self === 'string') return bind(stringMethods, self)
  if (isKind(self, 'list')) return bind(listMethods, self)
  if (isKind(self, 'dict')) return bind(dictMethods, self)
  if (isKind(self, 'set')) return bind(setMethods, self)
  return undefined
}
