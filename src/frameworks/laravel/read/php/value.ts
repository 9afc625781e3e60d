import { PhpArray, type Args, type PhpObject, type Value } from './frame.ts'

export const positional = (...values: readonly Value[]): Args => ({ positional: values, named: {} })

/** The arguments by the names of the parameters. */
export const take = <const P extends string>({ positional: values, named }: Args, ...names: readonly P[]): Record<P, Value | undefined> =>
  Object.fromEntries(names.map((name, n) => [name, named[name] ?? values[n]])) as Record<P, Value | undefined>

export const isObject = (value: Value | undefined): value is PhpObject =>
  typeof value === 'object' && value !== null && !(value instanceof PhpArray)

/** A key as PHP normalises it: `'7'` is 7, `true` is 1. */
export const keyFor = (value: Value): string | number => {
  if (typeof value === 'number') return Math.trunc(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null) return ''
  if (typeof value !== 'string') return ''
  return /^(0|-?[1-9]\d{0,15})$/.test(value) ? Number(value) : value
}

export const isTruthy = (value: Value | undefined): boolean =>
  value instanceof PhpArray ? value.entries.size > 0 : !(value === undefined || value === '0' || !value)

/** The value as text; undefined where PHP itself would warn, or call the object's own method. */
export const textOfValue = (value: Value | undefined): string | undefined => {
  if (value === null || value === undefined || value === false) return ''
  if (value === true) return '1'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value
  if (value instanceof PhpArray) return undefined
  const text = value.get?.('@string')
  return typeof text === 'string' ? text : undefined
}
