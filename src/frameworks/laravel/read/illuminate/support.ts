import { PhpArray, type Args, type CallSite, type PhpObject, type Value } from '../php/frame.ts'
import { callBuiltIn } from '../php/functions/index.ts'
import { toNumber, toText } from '../php/operators.ts'
import { isTruthy, keyFor, positional } from '../php/value.ts'
import { plural, pluralStudly, singular, snake, studly } from './inflect.ts'

type Plain = (...values: readonly (Value | undefined)[]) => Value

const before = (text: string, what: string, at: number): string => (at === -1 || what === '' ? text : text.slice(0, at))
const after = (text: string, what: string, at: number): string => (at === -1 || what === '' ? text : text.slice(at + what.length))
const anyOf = (what: Value | undefined): readonly string[] => (what instanceof PhpArray ? what.values : [what]).map(toText)

/** `Str::`. */
export const strings: Readonly<Record<string, Plain>> = {
  snake: (text, separator) => snake(toText(text), toText(separator ?? '_')),
  kebab: text => snake(toText(text), '-'),
  studly: text => studly(toText(text)),
  camel: text => studly(toText(text)).replace(/^./, first => first.toLowerCase()),
  plural: text => plural(toText(text)),
  pluralstudly: text => pluralStudly(toText(text)),
  singular: text => singular(toText(text)),
  lower: text => toText(text).toLowerCase(),
  upper: text => toText(text).toUpperCase(),
  ucfirst: text => toText(text).replace(/^./, first => first.toUpperCase()),
  title: text =>
    toText(text)
      .toLowerCase()
      .replace(/(^|[\s-])\S/g, first => first.toUpperCase()),
  contains: (text, what) => anyOf(what).some(each => each !== '' && toText(text).includes(each)),
  startswith: (text, what) => anyOf(what).some(each => each !== '' && toText(text).startsWith(each)),
  endswith: (text, what) => anyOf(what).some(each => each !== '' && toText(text).endsWith(each)),
  before: (text, what) => before(toText(text), toText(what), toText(text).indexOf(toText(what))),
  beforelast: (text, what) => before(toText(text), toText(what), toText(text).lastIndexOf(toText(what))),
  after: (text, what) => after(toText(text), toText(what), toText(text).indexOf(toText(what))),
  afterlast: (text, what) => after(toText(text), toText(what), toText(text).lastIndexOf(toText(what))),
  replace: (search, by, subject) => toText(subject).replaceAll(toText(search), () => toText(by)),
  replacelast: (search, by, subject) => {
    const at = toText(subject).lastIndexOf(toText(search))
    return at === -1 ? toText(subject) : toText(subject).slice(0, at) + toText(by) + toText(subject).slice(at + toText(search).length)
  },
  length: text => [...toText(text)].length,
  limit: (text, length) =>
    toText(text).length <= toNumber(length ?? 100) ? toText(text) : `${toText(text).slice(0, toNumber(length ?? 100))}...`,
}

const digInto = (value: Value | undefined, path: string): Value | undefined =>
  path.split('.').reduce<Value | undefined>((found, key) => (found instanceof PhpArray ? found.get(keyFor(key)) : undefined), value)

/** `config('a.b.c')` of an array, `data_get`, `Arr::get`. */
export const dig = digInto

/** `Arr::`. */
export const arrays: Readonly<Record<string, (args: Args, site: CallSite) => Value | undefined>> = {
  get: ({ positional: [array, key, otherwise = null] }) => digInto(array, toText(key)) ?? otherwise,
  wrap: ({ positional: [value = null] }) => (value instanceof PhpArray ? value : value === null ? new PhpArray() : PhpArray.of([value])),
  first: ({ positional: [array] }) => (array instanceof PhpArray ? (array.values[0] ?? null) : undefined),
  last: ({ positional: [array] }) => (array instanceof PhpArray ? (array.values.at(-1) ?? null) : undefined),
  has: ({ positional: [array, key] }) => digInto(array, toText(key)) !== undefined,
  pluck: ({ positional: values }, site) => callBuiltIn('array_column', positional(...values), site),
  map: ({ positional: [array = null, callable = null] }, site) => callBuiltIn('array_map', positional(callable, array), site),
}

/** Takes any call and does nothing: a logger. */
export class Silent implements PhpObject {
  readonly className = 'Psr\\Log\\LoggerInterface'
  call(): Value {
    return this
  }
}

/** Laravel's record of what has run. */
export class Repository implements PhpObject {
  readonly className = 'Illuminate\\Database\\Migrations\\DatabaseMigrationRepository'
  constructor(private readonly ran: readonly string[]) {}

  call(method: string): Value | undefined {
    return method.toLowerCase() === 'getran' ? PhpArray.of(this.ran) : undefined
  }
}

/** The application as it runs in production, which is what a review is about. */
export class App implements PhpObject {
  readonly className = 'Illuminate\\Foundation\\Application'
  call(method: string, args: Args): Value | undefined {
    switch (method.toLowerCase()) {
      case 'environment': {
        const [first] = args.positional
        if (first === undefined) return 'production'
        return (first instanceof PhpArray ? first.values : args.positional).includes('production')
      }
      case 'isproduction':
      case 'runninginconsole':
        return true
      case 'islocal':
      case 'runningunittests':
      case 'isdownformaintenance':
        return false
      default:
        return undefined
    }
  }
}

/** `blank()`. */
export const isBlank = (value: Value | undefined): boolean =>
  value === null || value === undefined || (typeof value === 'string' ? value.trim() === '' : value instanceof PhpArray && !isTruthy(value))
