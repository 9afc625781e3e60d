import { PhpArray, type Args, type CallSite, type PhpObject, type Value } from '../php/frame.ts'
import { callBuiltIn } from '../php/functions/index.ts'
import { isEqual, toText } from '../php/operators.ts'
import { isTruthy, keyFor, positional, take } from '../php/value.ts'

type Method = (items: PhpArray, args: Args, site: CallSite) => Value | undefined

/** `collect([…])`. */
export class Collection implements PhpObject {
  readonly className = 'Illuminate\\Support\\Collection'
  constructor(readonly items: PhpArray) {}

  call(method: string, args: Args, site: CallSite): Value | undefined {
    const own = method.toLowerCase()
    if (own === 'each') {
      for (const [key, value] of this.items.entries) site.frame.run.invoke(args.positional[0] ?? null, positional(value, key), site)
      return this
    }
    if (!Object.hasOwn(methods, own)) return undefined
    const value = methods[own]!(this.items, args, site)
    return value instanceof PhpArray && !plain.has(own) ? new Collection(value) : value
  }
}

const plain = new Set(['all', 'toarray', 'first', 'last', 'get'])

/** One of PHP's own functions, with the items before the other arguments. */
const by =
  (name: string): Method =>
  (items, args, site) =>
    callBuiltIn(name, positional(items, ...args.positional), site)

const invoke = (callable: Value | undefined, site: CallSite, ...values: readonly Value[]): Value =>
  site.frame.run.invoke(callable ?? null, positional(...values), site)

const field = (row: Value, name: Value | undefined): Value => (row instanceof PhpArray ? (row.get(keyFor(name ?? null)) ?? null) : null)

const methods: Readonly<Record<string, Method>> = {
  all: items => items,
  toarray: items => items,
  values: by('array_values'),
  keys: by('array_keys'),
  count: items => items.entries.size,
  isempty: items => items.entries.size === 0,
  isnotempty: items => items.entries.size > 0,
  implode: (items, args) => {
    const { value, glue } = take(args, 'value', 'glue')
    return (glue === undefined ? items.values : items.values.map(row => field(row, value))).map(toText).join(toText(glue ?? value ?? ''))
  },
  join: (items, args) => items.values.map(toText).join(toText(args.positional[0] ?? '')),
  map: (items, args, site) =>
    PhpArray.from([...items.entries].map(([key, value]) => [key, invoke(args.positional[0], site, value, key)] as const)),
  mapwithkeys: (items, args, site) =>
    PhpArray.from(
      [...items.entries].flatMap(([key, value]) => {
        const made = invoke(args.positional[0], site, value, key)
        return made instanceof PhpArray ? [...made.entries] : []
      }),
    ),
  filter: by('array_filter'),
  reject: (items, args, site) =>
    PhpArray.from([...items.entries].filter(([key, value]) => !isTruthy(invoke(args.positional[0], site, value, key)))),
  contains: (items, args, site) => {
    const [what, other] = args.positional
    if (typeof what === 'object' && what !== null && !(what instanceof PhpArray))
      return items.values.some(value => isTruthy(invoke(what, site, value)))
    return items.values.some(value => (other === undefined ? isEqual(value, what ?? null) : isEqual(field(value, what), other)))
  },
  first: (items, args, site) =>
    args.positional.length === 0
      ? (items.values[0] ?? null)
      : (items.values.find(value => isTruthy(invoke(args.positional[0], site, value))) ?? null),
  last: items => items.values.at(-1) ?? null,
  get: (items, args) => items.get(keyFor(args.positional[0] ?? null)) ?? args.positional[1] ?? null,
  has: (items, args) => items.entries.has(keyFor(args.positional[0] ?? null)),
  pluck: (items, args, site) => callBuiltIn('array_column', positional(items, ...args.positional), site),
  where: (items, args) =>
    PhpArray.from([...items.entries].filter(([, row]) => isEqual(field(row, args.positional[0]), args.positional.at(-1)!))),
  unique: by('array_unique'),
  merge: by('array_merge'),
  diff: by('array_diff'),
  intersect: by('array_intersect'),
  flip: by('array_flip'),
  reverse: by('array_reverse'),
  push: (items, args) => PhpArray.of([...items.values, ...args.positional]),
}
