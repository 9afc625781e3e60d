import { Opaque, type CallSite, PhpArray, type Args, type Value } from '../frame.ts'
import { compare, isEqual, isIdentical, toNumber, toText } from '../operators.ts'
import { isObject, isTruthy, keyFor, positional } from '../value.ts'

type WithCalls = (args: readonly (Value | undefined)[], site: CallSite) => Value

const listed = (value: Value | undefined): PhpArray => {
  if (value instanceof PhpArray) return value
  throw new Opaque('takes for an array what is none')
}

const invoke = (callable: Value | undefined, site: CallSite, ...values: readonly Value[]): Value =>
  site.frame.run.invoke(callable ?? null, positional(...values), site)

const map: WithCalls = ([callable, first, ...others], site) => {
  const array = listed(first)
  if (others.length === 0) return PhpArray.from([...array.entries].map(([key, value]) => [key, invoke(callable, site, value)] as const))
  const more = others.map(listed)
  return PhpArray.of(array.values.map((value, n) => invoke(callable, site, value, ...more.map(each => each.values[n] ?? null))))
}

const filter: WithCalls = ([array, callable, mode], site) =>
  PhpArray.from(
    [...listed(array).entries].filter(([key, value]) => {
      if (callable === undefined || callable === null) return isTruthy(value)
      return isTruthy(
        mode === 2 ? invoke(callable, site, key) : mode === 1 ? invoke(callable, site, value, key) : invoke(callable, site, value),
      )
    }),
  )

const fieldOf = (row: Value, field: Value): Value | undefined =>
  row instanceof PhpArray ? row.get(keyFor(field)) : isObject(row) ? row.get?.(toText(field)) : undefined

const has = (array: PhpArray, value: Value): boolean => array.values.some(each => isEqual(each, value))

const merge = (arrays: readonly (Value | undefined)[]): PhpArray => {
  const merged = new PhpArray()
  for (const array of arrays)
    for (const [key, value] of listed(array).entries)
      if (typeof key === 'string') merged.set(key, value)
      else merged.push(value)
  return merged
}

export const arrayFunctions: Readonly<Record<string, WithCalls>> = {
  array_map: map,
  array_filter: filter,
  array_walk: ([array, callable], site) => {
    for (const [key, value] of listed(array).entries) invoke(callable, site, value, key)
    return true
  },
  array_reduce: ([array, callable, start], site) =>
    listed(array).values.reduce<Value>((sum, value) => invoke(callable, site, sum, value), start ?? null),
  call_user_func: ([callable, ...values], site) => invoke(callable, site, ...values.map(value => value ?? null)),
  array_merge: merge,
  array_keys: ([array]) => PhpArray.of([...listed(array).entries.keys()]),
  array_values: ([array]) => PhpArray.of(listed(array).values),
  array_flip: ([array]) => PhpArray.from([...listed(array).entries].map(([key, value]) => [keyFor(value), key] as const)),
  array_combine: ([keys, values]) =>
    PhpArray.from(listed(keys).values.map((key, n) => [keyFor(key), listed(values).values[n] ?? null] as const)),
  array_fill_keys: ([keys, value]) => PhpArray.from(listed(keys).values.map(key => [keyFor(key), value ?? null] as const)),
  array_fill: ([start, count, value]) =>
    PhpArray.from(Array.from({ length: Math.min(toNumber(count), 10_000) }, (_, n) => [toNumber(start) + n, value ?? null] as const)),
  array_unique: ([array]) => {
    const seen: Value[] = []
    return PhpArray.from([...listed(array).entries].filter(([, value]) => !seen.some(each => isEqual(each, value)) && seen.push(value) > 0))
  },
  array_reverse: ([array]) => {
    const reversed = new PhpArray()
    for (const [key, value] of [...listed(array).entries].toReversed())
      if (typeof key === 'string') reversed.set(key, value)
      else reversed.push(value)
    return reversed
  },
  array_slice: ([array, from, length]) => {
    const entries = [...listed(array).entries]
    const start = toNumber(from) < 0 ? entries.length + toNumber(from) : toNumber(from)
    const end =
      length === undefined || length === null
        ? entries.length
        : toNumber(length) < 0
          ? entries.length + toNumber(length)
          : start + toNumber(length)
    return merge([PhpArray.from(entries.slice(start, end))])
  },
  array_column: ([array, column, index]) => {
    const picked = new PhpArray()
    for (const row of listed(array).values) {
      const value = column === null || column === undefined ? row : fieldOf(row, column)
      if (value === undefined) continue
      const key = index === undefined || index === null ? undefined : fieldOf(row, index)
      if (key === undefined) picked.push(value)
      else picked.set(keyFor(key), value)
    }
    return picked
  },
  array_diff: ([array, ...others]) =>
    PhpArray.from([...listed(array).entries].filter(([, value]) => !others.some(other => has(listed(other), value)))),
  array_diff_key: ([array, ...others]) =>
    PhpArray.from([...listed(array).entries].filter(([key]) => !others.some(other => listed(other).entries.has(key)))),
  array_intersect: ([array, ...others]) =>
    PhpArray.from([...listed(array).entries].filter(([, value]) => others.every(other => has(listed(other), value)))),
  array_intersect_key: ([array, ...others]) =>
    PhpArray.from([...listed(array).entries].filter(([key]) => others.every(other => listed(other).entries.has(key)))),
  array_key_exists: ([key, array]) => listed(array).entries.has(keyFor(key ?? null)),
  array_key_first: ([array]) => [...listed(array).entries.keys()][0] ?? null,
  array_key_last: ([array]) => [...listed(array).entries.keys()].at(-1) ?? null,
  array_search: ([value, array]) => [...listed(array).entries].find(([, each]) => isEqual(each, value ?? null))?.[0] ?? false,
  in_array: ([value, array, strict]) =>
    listed(array).values.some(each => (strict === true ? isIdentical(each, value ?? null) : isEqual(each, value ?? null))),
  array_is_list: ([array]) => listed(array).isList,
  array_sum: ([array]) => listed(array).values.reduce<number>((sum, value) => sum + toNumber(value), 0),
  count: ([array]) => {
    const items = (array as { readonly items?: PhpArray } | null)?.items
    return (items ?? listed(array)).entries.size
  },
  sizeof: ([array]) => listed(array).entries.size,
  reset: ([array]) => listed(array).values[0] ?? false,
  current: ([array]) => listed(array).values[0] ?? false,
  end: ([array]) => listed(array).values.at(-1) ?? false,
  max: values => extreme(values, 1),
  min: values => extreme(values, -1),
  range: ([from, to, step]) => {
    const [start, end, by] = [toNumber(from), toNumber(to), Math.abs(toNumber(step ?? 1)) || 1]
    if (typeof from === 'string' && typeof to === 'string' && from.length === 1 && to.length === 1 && Number.isNaN(Number(from)))
      return PhpArray.of(letters(from, to))
    const length = Math.min(Math.floor(Math.abs(end - start) / by) + 1, 10_000)
    return PhpArray.of(Array.from({ length }, (_, n) => (start <= end ? start + n * by : start - n * by)))
  },
}

const letters = (from: string, to: string): readonly string[] =>
  Array.from({ length: Math.max(to.charCodeAt(0) - from.charCodeAt(0) + 1, 0) }, (_, n) => String.fromCharCode(from.charCodeAt(0) + n))

const extreme = (values: readonly (Value | undefined)[], sign: 1 | -1): Value => {
  const all = values.length === 1 ? listed(values[0]).values : values.map(value => value ?? null)
  if (all.length === 0) throw new Opaque('asks for the largest of nothing')
  return all.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best))
}

/** The arguments in order, where all stand without a name. */
export const inOrder = ({ positional: values, named }: Args): readonly Value[] => [...values, ...Object.values(named)]
