import { Decimal, notKnown, textOf, type Value } from '../value.ts'
import { counted, type Methods } from './methods.ts'

type Numeral = number | Decimal

const both =
  (compute: (a: number, b: number) => number) =>
  (self: Numeral, { args: [other = null] }: { readonly args: readonly Value[] }) => {
    if (typeof self !== 'number' || typeof other !== 'number') return notKnown('computes with fractions')
    const result = compute(self, other)
    return Number.isSafeInteger(result) ? result : notKnown('computes a number that is not whole')
  }

const compared =
  (compare: (a: number, b: number) => boolean) =>
  (self: Numeral, { args: [other = null] }: { readonly args: readonly Value[] }) =>
    typeof other === 'number' || other instanceof Decimal
      ? compare(Number(textOf(self)), Number(textOf(other)))
      : notKnown('compares a number with something else')

const times = (factor: number) => (self: Numeral) => counted(self) * factor

const round = (self: Numeral, to: number, call: (n: number) => void): null => {
  const from = counted(self)
  if (to - from > 10_000) return notKnown('loops over 10,000 times')
  for (let n = from; n <= to; n += 1) call(n)
  return null
}

export const numberMethods: Methods<Numeral> = {
  '+': both((a, b) => a + b),
  '-': both((a, b) => a - b),
  '*': both((a, b) => a * b),
  '/': both((a, b) => (b === 0 ? Number.NaN : Math.floor(a / b))),
  '%': both((a, b) => (b === 0 ? Number.NaN : a - b * Math.floor(a / b))),
  '**': both((a, b) => a ** b),
  '-@': self => (self instanceof Decimal ? new Decimal(`-${self.text}`) : -self),
  '+@': self => self,
  '<': compared((a, b) => a < b),
  '>': compared((a, b) => a > b),
  '<=': compared((a, b) => a <= b),
  '>=': compared((a, b) => a >= b),
  to_i: self => Math.trunc(Number(textOf(self))),
  to_f: self => (self instanceof Decimal ? self : new Decimal(`${self}.0`)),
  to_d: self => self,
  'zero?': self => Number(textOf(self)) === 0,
  'positive?': self => Number(textOf(self)) > 0,
  kilobytes: times(1024),
  kilobyte: times(1024),
  megabytes: times(1024 ** 2),
  megabyte: times(1024 ** 2),
  gigabytes: times(1024 ** 3),
  gigabyte: times(1024 ** 3),
  bytes: self => self,
  times: (self, { block, asStatement }) => round(0, counted(self) - 1, n => block?.call([n], asStatement)),
  upto: (self, { args: [to], block, asStatement }) => round(self, counted(to), n => block?.call([n], asStatement)),
}
