import { Opaque, PhpArray, type Value } from './frame.ts'
import { isObject, isTruthy, textOfValue } from './value.ts'

export const toText = (value: Value | undefined): string => {
  const text = textOfValue(value)
  if (text === undefined) throw new Opaque(`uses ${value instanceof PhpArray ? 'an array' : 'an object'} as text`)
  return text
}

export const toNumber = (value: Value | undefined): number => {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null || value === undefined) return 0
  if (typeof value === 'string') return Number(/^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i.exec(value)?.[0] ?? 0)
  throw new Opaque('calculates with an array or an object')
}

export const isIdentical = (a: Value, b: Value): boolean => {
  if (!(a instanceof PhpArray) || !(b instanceof PhpArray)) return a === b
  const [left, right] = [[...a.entries], [...b.entries]]
  return left.length === right.length && left.every(([key, value], n) => key === right[n]![0] && isIdentical(value, right[n]![1]))
}

const isNumeric = (text: string): boolean => /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)

/** `==` of PHP 8. */
export const isEqual = (a: Value, b: Value): boolean => {
  if (isObject(a) || isObject(b)) return a === b
  if (typeof a === 'boolean' || typeof b === 'boolean' || a === null || b === null) {
    if (a === null && typeof b === 'string') return b === ''
    if (b === null && typeof a === 'string') return a === ''
    return isTruthy(a) === isTruthy(b)
  }
  if (a instanceof PhpArray && b instanceof PhpArray)
    return a.entries.size === b.entries.size && [...a.entries].every(([key, value]) => b.entries.has(key) && isEqual(value, b.get(key)!))
  if (a instanceof PhpArray || b instanceof PhpArray) return false
  if (typeof a === 'number' && typeof b === 'number') return a === b
  if (typeof a === 'string' && typeof b === 'string') return isNumeric(a) && isNumeric(b) ? Number(a) === Number(b) : a === b
  const [number, text] = typeof a === 'number' ? [a, b as string] : [b as number, a as string]
  return isNumeric(text) ? number === Number(text) : String(number) === text
}

export const compare = (a: Value, b: Value): number => {
  if (typeof a === 'string' && typeof b === 'string' && !(isNumeric(a) && isNumeric(b))) return a < b ? -1 : a > b ? 1 : 0
  const [left, right] = [toNumber(a), toNumber(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** An operator whose two sides are always evaluated. */
export const operate = (operator: string, a: Value, b: Value): Value => {
  switch (operator) {
    case '.':
      return toText(a) + toText(b)
    case '+':
      if (a instanceof PhpArray && b instanceof PhpArray)
        return PhpArray.from([...a.entries, ...[...b.entries].filter(([key]) => !a.entries.has(key))])
      return toNumber(a) + toNumber(b)
    case '-':
      return toNumber(a) - toNumber(b)
    case '*':
      return toNumber(a) * toNumber(b)
    case '/':
      if (toNumber(b) === 0) throw new Opaque('divides by zero')
      return toNumber(a) / toNumber(b)
    case '%':
      if (Math.trunc(toNumber(b)) === 0) throw new Opaque('divides by zero')
      return Math.trunc(toNumber(a)) % Math.trunc(toNumber(b))
    case '**':
      return toNumber(a) ** toNumber(b)
    case '&':
      return toNumber(a) & toNumber(b)
    case '|':
      return toNumber(a) | toNumber(b)
    case '===':
      return isIdentical(a, b)
    case '!==':
      return !isIdentical(a, b)
    case '==':
      return isEqual(a, b)
    case '!=':
    case '<>':
      return !isEqual(a, b)
    case '<':
      return compare(a, b) < 0
    case '<=':
      return compare(a, b) <= 0
    case '>':
      return compare(a, b) > 0
    case '>=':
      return compare(a, b) >= 0
    case '<=>':
      return compare(a, b)
    case 'xor':
      return isTruthy(a) !== isTruthy(b)
    default:
      throw new Opaque(`uses the operator ${operator}`)
  }
}
