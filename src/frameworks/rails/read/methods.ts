import { anyMethods } from './methods/any.ts'
import { hashMethods } from './methods/hashes.ts'
import { listMethods } from './methods/lists.ts'
import { numberMethods } from './methods/numbers.ts'
import type { Methods } from './methods/methods.ts'
import { textMethods } from './methods/texts.ts'
import { roundsOf } from './literals.ts'
import { Block, Decimal, Hash, Pattern, Range, Sym, textOf, type Call, type Value } from './value.ts'

const has = (methods: Methods<never>, name: string): boolean => Object.hasOwn(methods, name)

/** A method of a plain value, as far as one is known; always the same answer for the same value. */
export const methodOf = (value: Value, name: string): ((call: Call) => Value) | undefined => {
  if (typeof value === 'string' || value instanceof Sym) {
    if (has(textMethods, name)) return call => textMethods[name]!(value, call)
  } else if (typeof value === 'number' || value instanceof Decimal) {
    if (has(numberMethods, name)) return call => numberMethods[name]!(value, call)
  } else if (Array.isArray(value)) {
    if (has(listMethods, name)) return call => listMethods[name]!(value as readonly Value[], call)
  } else if (value instanceof Range) {
    if (name === 'include?' || name === 'cover?' || name === '===')
      return ({ args: [each] }) => typeof each === 'number' && each >= value.from && each <= value.to
    if (has(listMethods, name)) return call => listMethods[name]!(roundsOf(value), call)
  } else if (value instanceof Hash) {
    if (has(hashMethods, name)) return call => hashMethods[name]!(value, call)
    if (has(listMethods, name))
      return call =>
        listMethods[name]!(
          value.pairs.map(pair => [...pair]),
          call,
        )
  } else if (value instanceof Pattern && (name === 'match?' || name === '=~' || name === '===')) {
    return call => textMethods['match?']!(textOf(call.args[0] ?? null), { ...call, args: [value] })
  } else if (value instanceof Block && (name === 'call' || name === '()' || name === '[]')) {
    return ({ args }) => value.call(args, false)
  }
  return has(anyMethods, name) ? call => anyMethods[name]!(value, call) : undefined
}
