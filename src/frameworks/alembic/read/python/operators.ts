import { itemsOf, knownItems } from './arguments.ts'
import { formatPercent } from './text.ts'
import { float, isKind, isUnknown, isWhole, keyFor, list, Opaque, setOf, truthOf, tuple, unknown, type Value } from './values.ts'

const numberOf = (value: Value): number | undefined =>
  typeof value === 'boolean' ? Number(value) : isWhole(value) ? Number(value) : isKind(value, 'float') ? value.value : undefined

const wholeOf = (value: bigint): number | bigint => (BigInt.asIntN(53, value) === value ? Number(value) : value)

const arithmetic = (operator: string, left: Value, right: Value): Value | undefined => {
  if ((isWhole(left) || typeof left === 'boolean') && (isWhole(right) || typeof right === 'boolean'))
    return integers(operator, BigInt(left), BigInt(right))
  const [a, b] = [numberOf(left), numberOf(right)]
  if (a === undefined || b === undefined) return undefined
  const results: Readonly<Record<string, () => number>> = {
    Add: () => a + b,
    Sub: () => a - b,
    Mult: () => a * b,
    Div: () => a / b,
    Mod: () => ((a % b) + b) % b,
    Pow: () => a ** b,
    FloorDiv: () => Math.floor(a / b),
  }
  const result = results[operator]?.()
  return result === undefined || !Number.isFinite(result) ? undefined : float(result)
}

const integers = (operator: string, a: bigint, b: bigint): Value | undefined => {
  const isByZero = b === 0n && (operator === 'Div' || operator === 'Mod' || operator === 'FloorDiv')
  // Powers and shifts could fill the memory.
  const isHuge = (operator === 'Pow' || operator === 'LShift') && (b < 0n || b > 512n)
  if (isByZero || isHuge) return undefined
  const floor = a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n)
  switch (operator) {
    case 'Add':
      return wholeOf(a + b)
    case 'Sub':
      return wholeOf(a - b)
    case 'Mult':
      return wholeOf(a * b)
    case 'Div':
      return float(Number(a) / Number(b))
    case 'FloorDiv':
      return wholeOf(floor)
    case 'Mod':
      return wholeOf(a - b * floor)
    case 'Pow':
      return wholeOf(a ** b)
    case 'LShift':
      return wholeOf(a << b)
    case 'RShift':
      return wholeOf(a >> b)
    case 'BitOr':
      return wholeOf(a | b)
    case 'BitAnd':
      return wholeOf(a & b)
    case 'BitXor':
      return wholeOf(a ^ b)
    default:
      return undefined
  }
}

/** Text and lists are not grown without end by a loop. */
const longest = 2_000_000

/** `left <operator> right`, the operator by its name in the tree. */
export const operate = (operator: string, left: Value, right: Value): Value => {
  const own = isKind(left, 'thing') ? left.operate?.(operator, right, false) : undefined
  const result = own ?? (isKind(right, 'thing') ? right.operate?.(operator, left, true) : undefined) ?? plain(operator, left, right)
  if (result !== undefined) return result
  const doubtful = [left, right].find(isUnknown)
  if (doubtful !== undefined) return unknown(doubtful.reason)
  throw new Opaque(`computes what is not followed (${operator})`)
}

const plain = (operator: string, left: Value, right: Value): Value | undefined => {
  if (typeof left === 'string') {
    if (operator === 'Add' && typeof right === 'string') return left.length + right.length > longest ? undefined : left + right
    if (operator === 'Mod')
      return isUnknown(right) || (isKind(right, 'list') && right.items.some(isUnknown))
        ? unknown('formats what only running it could tell')
        : formatPercent(left, right)
    if (operator === 'Mult' && typeof right === 'number') return left.length * right > longest ? undefined : left.repeat(Math.max(0, right))
  }
  if (isKind(left, 'list') && isKind(right, 'list') && operator === 'Add' && left.type === right.type)
    return (left.type === 'list' ? list : tuple)([...left.items, ...right.items])
  if (isKind(left, 'list') && operator === 'Mult' && typeof right === 'number' && left.items.length * right < 100_000)
    return { ...left, items: Array.from({ length: Math.max(0, right) }, () => left.items).flat() }
  if (isKind(left, 'set') && isKind(right, 'set')) return sets(operator, left.entries, right.entries)
  if (isKind(left, 'dict') && isKind(right, 'dict') && operator === 'BitOr')
    return { kind: 'dict', entries: new Map([...left.entries, ...right.entries]) }
  return arithmetic(operator, left, right)
}

const sets = (operator: string, left: ReadonlyMap<string, Value>, right: ReadonlyMap<string, Value>): Value | undefined => {
  const from = (entries: Iterable<readonly [string, Value]>) => setOf([...entries].map(([, value]) => value))
  switch (operator) {
    case 'BitOr':
      return from([...left, ...right])
    case 'BitAnd':
      return from([...left].filter(([key]) => right.has(key)))
    case 'Sub':
      return from([...left].filter(([key]) => !right.has(key)))
    case 'BitXor':
      return from([...[...left].filter(([key]) => !right.has(key)), ...[...right].filter(([key]) => !left.has(key))])
    default:
      return undefined
  }
}

export const negate = (operator: string, value: Value): Value => {
  const own = isKind(value, 'thing') ? value.operate?.(operator, undefined, false) : undefined
  if (own !== undefined) return own
  if (isUnknown(value)) return value
  if (operator === 'Not') {
    const truth = truthOf(value)
    return truth === undefined ? unknown('depends on what was imported') : !truth
  }
  if (operator === 'USub') {
    if (isWhole(value)) return wholeOf(-BigInt(value))
    if (isKind(value, 'float')) return float(-value.value)
  }
  if (operator === 'UAdd' && (isWhole(value) || isKind(value, 'float'))) return value
  if (operator === 'Invert' && isWhole(value)) return wholeOf(~BigInt(value))
  throw new Opaque(`computes what is not followed (${operator})`)
}

/** Are they equal? Nothing where that is not known. */
export const areEqual = (left: Value, right: Value): boolean | undefined => {
  if (isUnknown(left) || isUnknown(right)) return undefined
  if (isKind(left, 'reference') || isKind(right, 'reference'))
    return left === right ? true : keyFor(left) === keyFor(right) ? true : undefined
  if (isKind(left, 'list') && isKind(right, 'list')) {
    if (left.type !== right.type || left.items.length !== right.items.length) return false
    const each = left.items.map((item, n) => areEqual(item, right.items[n]!))
    return each.includes(false) ? false : each.includes(undefined) ? undefined : true
  }
  if (isKind(left, 'dict') && isKind(right, 'dict'))
    return (
      left.entries.size === right.entries.size &&
      [...left.entries].every(([key, [, value]]) => right.entries.has(key) && areEqual(value, right.entries.get(key)![1]) === true)
    )
  if (isKind(left, 'set') && isKind(right, 'set'))
    return left.entries.size === right.entries.size && [...left.entries.keys()].every(key => right.entries.has(key))
  return keyFor(left) === keyFor(right)
}

/** `left <comparison> right`. */
export const compare = (operator: string, left: Value, right: Value): Value => {
  const isIdentity = operator === 'Is' || operator === 'IsNot'
  if (!isIdentity && operator !== 'In' && operator !== 'NotIn') {
    const own = isKind(left, 'thing') ? left.operate?.(operator, right, false) : undefined
    const result = own ?? (isKind(right, 'thing') ? right.operate?.(mirrored[operator] ?? operator, left, false) : undefined)
    if (result !== undefined) return result
  }
  const truth = comparison(operator, left, right)
  if (truth !== undefined) return truth
  const doubtful = [left, right].find(isUnknown)
  return unknown(doubtful?.reason ?? 'compares what only running it could tell')
}

const mirrored: Readonly<Record<string, string>> = { Lt: 'Gt', Gt: 'Lt', LtE: 'GtE', GtE: 'LtE' }

const comparison = (operator: string, left: Value, right: Value): boolean | undefined => {
  switch (operator) {
    case 'Eq':
      return areEqual(left, right)
    case 'NotEq':
      return opposite(areEqual(left, right))
    case 'Is':
      return areEqual(left, right)
    case 'IsNot':
      return opposite(areEqual(left, right))
    case 'In':
      return contains(right, left)
    case 'NotIn':
      return opposite(contains(right, left))
    default:
      return ordered(operator, left, right)
  }
}

const opposite = (truth: boolean | undefined): boolean | undefined => (truth === undefined ? undefined : !truth)

const contains = (container: Value, item: Value): boolean | undefined => {
  if (isUnknown(item)) return undefined
  if (typeof container === 'string') return typeof item === 'string' ? container.includes(item) : undefined
  if (isKind(container, 'dict') || isKind(container, 'set')) return container.entries.has(keyFor(item))
  const items = itemsOf(container)
  if (items === undefined) return undefined
  const each = items.map(other => areEqual(other, item))
  return each.includes(true) ? true : each.includes(undefined) ? undefined : false
}

const ordered = (operator: string, left: Value, right: Value): boolean | undefined => {
  const order = orderOf(left, right)
  if (order === undefined) return undefined
  return operator === 'Lt' ? order < 0 : operator === 'LtE' ? order <= 0 : operator === 'Gt' ? order > 0 : order >= 0
}

/** Less than, equal to or greater than zero, as for sorting. */
export const orderOf = (left: Value, right: Value): number | undefined => {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  const [a, b] = [numberOf(left), numberOf(right)]
  if (a !== undefined && b !== undefined) return a - b
  if (!isKind(left, 'list') || !isKind(right, 'list')) return undefined
  for (const [n, item] of left.items.entries()) {
    if (n >= right.items.length) return 1
    const order = orderOf(item, right.items[n]!)
    if (order !== 0) return order
  }
  return left.items.length - right.items.length
}

/** Items in Python's order; the statement stays as it is where that is not known. */
export const sorted = (value: Value, keyOf: (item: Value) => Value = item => item): readonly Value[] =>
  knownItems(value)
    .map(item => ({ item, key: keyOf(item) }))
    .toSorted((a, b) => {
      const order = orderOf(a.key, b.key)
      if (order === undefined) throw new Opaque('sorts what only running it could tell')
      return order
    })
    .map(({ item }) => item)
