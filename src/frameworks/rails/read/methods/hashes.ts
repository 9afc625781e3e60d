import { Hash, isTrue, listOf, sameValue, Sym, textOf, type Call, type Value } from '../value.ts'
import { within, type Methods } from './methods.ts'

const found = (self: Hash, key: Value | undefined): Value | undefined => self.pairs.findLast(([k]) => sameValue(k, key ?? null))?.[1]

const kept = (self: Hash, { block, asStatement }: Call, wanted: boolean): Hash =>
  new Hash(self.pairs.filter(([key, value]) => block !== undefined && isTrue(block.call([key, value], asStatement)) === wanted))

const merged = (self: Hash, other: Value | undefined): Hash =>
  other instanceof Hash ? new Hash([...self.pairs.filter(([k]) => !other.pairs.some(([o]) => sameValue(k, o))), ...other.pairs]) : self

const sliced = (self: Hash, keys: readonly Value[], wanted: boolean): Hash =>
  new Hash(self.pairs.filter(([k]) => keys.some(key => sameValue(k, key)) === wanted))

export const hashMethods: Methods<Hash> = {
  '[]': (self, { args: [key] }) => found(self, key) ?? null,
  fetch: (self, { args: [key, otherwise] }) => found(self, key) ?? otherwise ?? null,
  dig: (self, { args }) => args.reduce<Value>((value, key) => (value instanceof Hash ? (found(value, key) ?? null) : null), self),
  'key?': (self, { args: [key] }) => found(self, key) !== undefined,
  'has_key?': (self, { args: [key] }) => found(self, key) !== undefined,
  'include?': (self, { args: [key] }) => found(self, key) !== undefined,
  keys: self => self.pairs.map(([key]) => key),
  values: self => self.pairs.map(([, value]) => value),
  each: (self, { block, asStatement }) => {
    for (const [key, value] of self.pairs) block?.call(block.arity > 1 ? [key, value] : [[key, value]], asStatement)
    return self
  },
  each_pair: (self, call) => hashMethods['each']!(self, call),
  each_key: (self, { block, asStatement }) => {
    for (const [key] of self.pairs) block?.call([key], asStatement)
    return self
  },
  each_value: (self, { block, asStatement }) => {
    for (const [, value] of self.pairs) block?.call([value], asStatement)
    return self
  },
  map: (self, { block }) => within(self.pairs.map(([key, value]) => block?.call([key, value], false) ?? null)),
  select: (self, call) => kept(self, call, true),
  filter: (self, call) => kept(self, call, true),
  reject: (self, call) => kept(self, call, false),
  transform_values: (self, { block }) => new Hash(self.pairs.map(([key, value]) => [key, block?.call([value], false) ?? null])),
  merge: (self, { args: [other], options }) => merged(self, other ?? options),
  except: (self, { args }) => sliced(self, args, false),
  slice: (self, { args }) => sliced(self, args, true),
  invert: self => new Hash(self.pairs.map(([key, value]) => [value, key])),
  symbolize_keys: self => new Hash(self.pairs.map(([key, value]) => [new Sym(textOf(key)), value])),
  to_h: self => self,
  to_a: self => self.pairs.map(pair => [...pair]),
  'empty?': self => self.pairs.length === 0,
  'any?': self => self.pairs.length > 0,
  size: self => self.pairs.length,
  length: self => self.pairs.length,
  count: self => self.pairs.length,
  values_at: (self, { args }) => args.map(key => found(self, key) ?? null),
  sort: self => [...self.pairs].toSorted(([a], [b]) => (textOf(a) < textOf(b) ? -1 : 1)).map(pair => listOf([...pair])),
}
