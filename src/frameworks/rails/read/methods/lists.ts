import { Hash, isTrue, listOf, notKnown, sameValue, textOf, type Call, type Value } from '../value.ts'
import { counted, within, type Methods } from './methods.ts'

type List = readonly Value[]

const each = (self: List, { block, asStatement }: Call, args: (value: Value, n: number) => List): List => {
  for (const [n, value] of self.entries()) block?.call(args(value, n), asStatement)
  return self
}

const mapped = (self: List, { block }: Call): List => within(self.map(value => block?.call([value], false) ?? notKnown('maps by nothing')))

const tested = (value: Value, { block, args: [other] }: Call): boolean =>
  block !== undefined ? isTrue(block.call([value], false)) : other !== undefined ? sameValue(value, other) : isTrue(value)

const flat = (self: List, depth: number): List =>
  self.flatMap(value => (Array.isArray(value) && depth > 0 ? flat(value as List, depth - 1) : [value]))

const unique = (self: List): List => self.filter((value, n) => self.findIndex(other => sameValue(value, other)) === n)

const slices = (self: List, size: number): readonly List[] =>
  size < 1
    ? notKnown('cuts a list in an unusual way')
    : Array.from({ length: Math.ceil(self.length / size) }, (_, n) => self.slice(n * size, (n + 1) * size))

const sorted = (self: List): List =>
  self.every(value => typeof value === 'number')
    ? self.toSorted((a, b) => a - b)
    : self.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0))

const count = (self: List, call: Call): number =>
  call.block === undefined && call.args.length === 0 ? self.length : self.filter(value => tested(value, call)).length

export const listMethods: Methods<List> = {
  each: (self, call) => each(self, call, value => [value]),
  each_with_index: (self, call) => each(self, call, (value, n) => [value, n]),
  reverse_each: (self, call) => each(self.toReversed(), call, value => [value]),
  each_slice: (self, call) => each(slices(self, counted(call.args[0])), call, value => [value]),
  each_with_object: (self, call) => {
    each(self, call, value => [value, call.args[0] ?? null])
    return notKnown('fills an object in a loop')
  },
  map: mapped,
  collect: mapped,
  flat_map: (self, call) => flat(mapped(self, call), 1),
  filter_map: (self, call) => mapped(self, call).filter(isTrue),
  select: (self, call) => self.filter(value => tested(value, call)),
  filter: (self, call) => self.filter(value => tested(value, call)),
  reject: (self, call) => self.filter(value => !tested(value, call)),
  find: (self, call) => self.find(value => tested(value, call)) ?? null,
  detect: (self, call) => self.find(value => tested(value, call)) ?? null,
  'any?': (self, call) => self.some(value => tested(value, call)),
  'all?': (self, call) => self.every(value => tested(value, call)),
  'none?': (self, call) => !self.some(value => tested(value, call)),
  'include?': (self, { args: [other = null] }) => self.some(value => sameValue(value, other)),
  'empty?': self => self.length === 0,
  count,
  size: self => self.length,
  length: self => self.length,
  first: (self, { args: [n] }) => (n === undefined ? (self[0] ?? null) : self.slice(0, counted(n))),
  last: (self, { args: [n] }) => (n === undefined ? (self.at(-1) ?? null) : self.slice(-counted(n))),
  '[]': (self, { args: [at] }) => self.at(counted(at)) ?? null,
  '+': (self, { args: [other] }) => within([...self, ...listOf(other)]),
  '-': (self, { args: [other] }) => self.filter(value => !listOf(other).some(each => sameValue(value, each))),
  '&': (self, { args: [other] }) => self.filter(value => listOf(other).some(each => sameValue(value, each))),
  '|': (self, { args: [other] }) => unique([...self, ...listOf(other)]),
  '*': (self, { args: [by] }) => (typeof by === 'string' ? self.map(textOf).join(by) : notKnown('repeats a list')),
  join: (self, { args: [by] }) =>
    within(
      flat(self, 10)
        .map(textOf)
        .join(by === undefined || by === null ? '' : textOf(by)),
    ),
  flatten: self => flat(self, 10),
  compact: self => self.filter(value => value !== null),
  uniq: unique,
  reverse: self => self.toReversed(),
  sort: sorted,
  zip: (self, { args: [other] }) => self.map((value, n) => [value, listOf(other)[n] ?? null]),
  drop: (self, { args: [n] }) => self.slice(counted(n)),
  take: (self, { args: [n] }) => self.slice(0, counted(n)),
  to_a: self => self,
  to_h: (self, { block }) =>
    new Hash(
      self.map(value => {
        const [key = null, to = null] = listOf(block === undefined ? value : block.call([value], false))
        return [key, to]
      }),
    ),
  index_with: (self, { block, args: [to = null] }) =>
    new Hash(self.map(value => [value, block === undefined ? to : block.call([value], false)])),
}
