import { Opaque, PhpArray, type Args, type CallSite, type Value } from '../php/frame.ts'
import { callBuiltIn } from '../php/functions/index.ts'
import { inOrder } from '../php/functions/arrays.ts'
import { toText } from '../php/operators.ts'
import { shortName } from '../php/static.ts'
import { isTruthy, positional } from '../php/value.ts'
import { classOf } from './models.ts'
import { Collection } from './collection.ts'
import { configured, timeZone } from './config.ts'
import type { Context } from './context.ts'
import { Moment } from './sql-text.ts'
import { App, dig, isBlank, Repository, Silent } from './support.ts'

type Helper = (args: readonly Value[], site: CallSite, context: Context) => Value | undefined

const invoke = (callable: Value | undefined, site: CallSite, ...values: readonly Value[]): Value =>
  site.frame.run.invoke(callable ?? null, positional(...values), site)

const path =
  (folder: string): Helper =>
  ([below]) =>
    [folder, ...(below === undefined || below === '' ? [] : [toText(below).replace(/^\//, '')])].filter(part => part !== '').join('/')

const readFile: Helper = ([name], _, { application }) => {
  const text = application.textOf(toText(name))
  if (typeof text !== 'string') throw new Opaque(`reads the file ${toText(name)}`)
  return text
}

/** The present, in the zone that the application's configuration names. */
export const momentOf = ({ at, frame: { run, file } }: CallSite, { application }: Context): Moment =>
  new Moment(timeZone(application, run), () => {
    run.note(
      'fixed-at-run',
      'warning',
      'This is the moment at which the migration runs, written down once and for all: each database gets another. It is read as the date of the file.',
      at,
      file,
    )
    return stampOf(file.path)
  })

/** `2026_01_31_093000_x.php` → `2026-01-31 09:30:00` */
const stampOf = (path: string): string =>
  /(\d{4})_(\d\d)_(\d\d)_(\d\d)(\d\d)(\d\d)_[^/]*$/
    .exec(path)
    ?.slice(1)
    .join('-')
    .replace(/-(\d\d)-(\d\d)-(\d\d)$/, ' $1:$2:$3') ?? '1970-01-01 00:00:00'

/** What only tells somebody something. */
const silent: Helper = () => new Silent()

const helpers: Readonly<Record<string, Helper>> = {
  config: ([key], site, { application }) => (typeof key === 'string' ? configured(key, application, site.frame.run) : undefined),
  env: ([name, otherwise = null]) => (name === 'DB_CONNECTION' ? 'pgsql' : name === 'APP_ENV' ? 'production' : otherwise),
  app: ([name], _, { ran }) => (name === undefined ? new App() : name === 'migration.repository' ? new Repository(ran) : undefined),
  collect: ([items]) =>
    new Collection(
      items instanceof PhpArray ? items : items instanceof Collection ? items.items : PhpArray.of(items === undefined ? [] : [items]),
    ),
  tap: ([value = null, callable], site) => {
    invoke(callable, site, value)
    return value
  },
  value: ([value = null], site) =>
    typeof value === 'object' && value !== null && !(value instanceof PhpArray) && value.className === 'Closure'
      ? invoke(value, site)
      : value,
  with: ([value = null, callable], site) => (callable === undefined ? value : invoke(callable, site, value)),
  data_get: ([value, key, otherwise = null]) => dig(value, toText(key)) ?? otherwise,
  blank: ([value]) => isBlank(value),
  filled: ([value]) => !isBlank(value),
  class_basename: ([of]) => shortName(classOf(of ?? null)),
  get_class: ([of]) => classOf(of ?? null),
  now: (args, site, context) => (args.length === 0 ? momentOf(site, context) : undefined),
  logger: silent,
  info: silent,
  report: silent,
  dump: silent,
  database_path: path('database'),
  base_path: path(''),
  app_path: path('app'),
  resource_path: path('resources'),
  storage_path: path('storage'),
  file_get_contents: readFile,
  file_exists: ([name], _, { application }) => {
    const text = application.textOf(toText(name))
    return text === undefined ? undefined : text !== null
  },
  class_exists: ([name], _, { application }) => (application.definition(toText(name)) === undefined ? undefined : true),
  throw_if: ([test]) => (isTruthy(test) ? undefined : null),
  throw_unless: ([test]) => (isTruthy(test) ? null : undefined),
}

/** A global function of PHP or Laravel; undefined where it is none that is followed. */
export const callLaravel = (name: string, args: Args, site: CallSite, context: Context): Value | undefined => {
  const own = shortName(name).toLowerCase()
  return Object.hasOwn(helpers, own) ? helpers[own]!(inOrder(args), site, context) : callBuiltIn(own, args, site)
}
