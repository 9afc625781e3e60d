import { Hash, isTrue, sameValue, textOf, type Value } from '../value.ts'
import type { Methods } from './methods.ts'

const isBlank = (self: Value): boolean =>
  self === null ||
  self === false ||
  (typeof self === 'string' && self.trim() === '') ||
  (Array.isArray(self) && self.length === 0) ||
  (self instanceof Hash && self.pairs.length === 0)

export const anyMethods: Methods<Value> = {
  '!': self => !isTrue(self),
  '==': (self, { args: [other = null] }) => sameValue(self, other),
  '!=': (self, { args: [other = null] }) => !sameValue(self, other),
  '===': (self, { args: [other = null] }) => sameValue(self, other),
  'nil?': self => self === null,
  'blank?': isBlank,
  'present?': self => !isBlank(self),
  presence: self => (isBlank(self) ? null : self),
  'in?': (self, { args: [list] }) => Array.isArray(list) && list.some((each: Value) => sameValue(self, each)),
  to_s: textOf,
  freeze: self => self,
  dup: self => self,
  itself: self => self,
  tap: (self, { block }) => {
    block?.call([self], false)
    return self
  },
  to_a: self => (self === null ? [] : [self]),
}
