import { pathOf } from './paths.ts'
import { argument, knownItems } from './python/arguments.ts'
import { textOf } from './python/text.ts'
import { dictOf, isUnknown, list, native, tuple, unknown, type Given, type Value } from './python/values.ts'
import { jsonOf } from './sqlalchemy/sql.ts'

type Known = (given: Given) => Value

const first = ({ args }: Given): Value => args[0] ?? null

/** `textwrap.dedent` */
const dedent = (text: string): string => {
  const lines = text.replace(/^[ \t]+$/gm, '').split('\n')
  const margins = lines.filter(line => line !== '').map(line => /^[ \t]*/.exec(line)![0])
  const margin = margins.reduce((common, each) => {
    let length = 0
    while (length < common.length && common[length] === each[length]) length += 1
    return common.slice(0, length)
  }, margins[0] ?? '')
  return lines.map(line => (line.startsWith(margin) ? line.slice(margin.length) : line)).join('\n')
}

/** What is asked of the surroundings is what it is without them: the default that the program itself gives. */
const environment: Known = given => given.args[1] ?? given.named.get('default') ?? unknown('asks for the environment')

const known: Readonly<Record<string, Known>> = {
  'textwrap.dedent': given => (isUnknown(first(given)) ? first(given) : dedent(textOf(first(given)))),
  'inspect.cleandoc': given => (isUnknown(first(given)) ? first(given) : dedent(textOf(first(given))).trim()),
  'json.dumps': given => jsonOf(first(given)),
  'os.environ.get': environment,
  'os.getenv': environment,
  'collections.OrderedDict': given =>
    dictOf([...(given.args.length === 0 ? [] : knownItems(first(given)).map(pair => knownItems(pair) as [Value, Value])), ...given.named]),
  'collections.defaultdict': given => {
    const [make] = given.args
    const fresh = (): Value =>
      typeof make === 'object' && make !== null && make.kind === 'native'
        ? make.call({ args: [], named: new Map() }, { nodeType: 'Pass', lineno: 1, col_offset: 0 })
        : null
    return { kind: 'dict', entries: new Map(), missing: fresh }
  },
  'itertools.chain': given => list(given.args.flatMap(knownItems)),
  'itertools.chain.from_iterable': given => list(knownItems(first(given)).flatMap(knownItems)),
  'itertools.product': given =>
    list(
      given.args
        .map(knownItems)
        .reduce<readonly (readonly Value[])[]>((all, items) => all.flatMap(each => items.map(item => [...each, item])), [[]])
        .map(tuple),
    ),
  'enum.auto': () => ({ kind: 'thing', type: 'auto' }),
  'contextlib.suppress': () => ({ kind: 'thing', type: 'context', around: block => block() }),
  'contextlib.nullcontext': () => ({ kind: 'thing', type: 'context', around: block => block() }),
  'warnings.catch_warnings': () => ({ kind: 'thing', type: 'context', around: block => block() }),
  'copy.deepcopy': first,
  'copy.copy': first,
  'pathlib.Path': given => pathOf(given),
  'pathlib.PurePath': given => pathOf(given),
  'typing.cast': given => argument(given, 'val', 1) ?? null,
}

/** Calls that do nothing to a database. */
const silent = /^(?:logging|warnings|time\.sleep|sys\.std|builtins\.|traceback|gc)\b/

/** Modules that compute: what they give is a value, whatever it is. */
const computing =
  /^(?:datetime|uuid|json|os|re|random|string|hashlib|hmac|decimal|fractions|collections|itertools|functools|copy|math|time|base64|secrets|typing|enum|dataclasses|packaging|pathlib|operator|textwrap|inspect|contextlib|zlib|struct|calendar|zoneinfo|pytz|dateutil|bisect|heapq|html|urllib|ipaddress|unicodedata|types|abc|numbers|platform|sys|slugify|inflection|__future__|typing_extensions|ulid|shortuuid|nanoid|statistics|locale|codecs|binascii|csv|io|yaml|toml|configparser|importlib)(?:\.|$)/

/** A call of something imported, if that has no effect on a database. */
export const callStandard = (path: string, given: Given): Value | undefined => {
  const exact = Object.hasOwn(known, path) ? known[path] : undefined
  if (exact !== undefined) return exact(given)
  if (/\blogging\.getLogger$/.test(path) || path === 'structlog.get_logger') return logger
  if (silent.test(path)) return null
  return computing.test(path) ? unknown(`calls ${path}`) : undefined
}

/** A value of a module, as far as it is no call. */
export const inStandard = (path: string): Value | undefined => {
  if (path === 'os.environ') return environ
  if (path === 'sys.version_info') return tuple([3, 12, 0])
  return undefined
}

const environ: Value = {
  kind: 'thing',
  type: 'environment',
  get: name => (name === 'get' ? native(name, environment) : unknown('asks for the environment')),
  item: () => unknown('asks for the environment'),
}

const logger: Value = { kind: 'thing', type: 'logger', get: name => native(name, () => null) }

/** Does a path name something that cannot touch a database? */
export const isStandard = (path: string): boolean => silent.test(path) || computing.test(path)
