import { frameworkIds } from '../model/framework.ts'
import type { Config, DatabaseConfig, Naming, PolicyConfig } from './config.ts'
import { listed, nearest } from './did-you-mean.ts'

/** Something wrong in a configuration, at a key: `['databases', 'animals', 'engine']`. */
export interface ConfigMistake {
  readonly path: readonly string[]
  readonly code: string
  readonly message: string
  readonly help: string
}

/** Says what a value must be, where it is not. */
type Check = (value: unknown, path: readonly string[]) => readonly ConfigMistake[]

/** Every key of a type has its check; one left out is an error of the compiler's. */
type Checks<T> = { readonly [K in keyof Required<T>]: Check }

/** `policy.maxStall` */
export const pathInWords = (path: readonly string[]): string => path.join('.')

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `'${value}'` : value === undefined ? 'undefined' : (JSON.stringify(value) ?? typeof value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const must = (be: string, isIt: (value: unknown) => boolean, help: string): Check => {
  return (value, path) =>
    isIt(value) ? [] : [{ path, code: 'wrong-setting', message: `${pathInWords(path)} must be ${be}, and is ${shown(value)}`, help }]
}

const text = (example: string): Check =>
  must('text', value => typeof value === 'string' && value.trim() !== '', `such as '${example}'; leave it out for the default`)

const flag = must('true or false', value => typeof value === 'boolean', 'leave it out for the default')

const count = (least: number, example: number): Check =>
  must(
    `a whole number, at least ${least}`,
    value => typeof value === 'number' && Number.isSafeInteger(value) && value >= least,
    `such as ${example}; leave it out for the default`,
  )

const texts = (example: string): Check =>
  must(
    'a list of texts',
    value => Array.isArray(value) && value.every(each => typeof each === 'string' && each.trim() !== ''),
    `such as ['${example}']; leave it out for the default`,
  )

const oneOf = (...known: readonly string[]): Check => {
  return (value, path) => {
    if (typeof value === 'string' && known.includes(value)) return []
    const near = typeof value === 'string' ? nearest(value, known) : undefined
    const message = `${pathInWords(path)} must be ${inWords(known)}, and is ${shown(value)}`
    return [{ path, code: 'wrong-setting', message, help: near === undefined ? `write one of them` : `did you mean '${near}'?` }]
  }
}

const inWords = (words: readonly string[]): string => {
  const quoted = words.map(word => `'${word}'`)
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const record = (checks: Readonly<Record<string, Check>>, elsewhere: Elsewhere = {}): Check => {
  const known = Object.keys(checks)
  return (value, path) => {
    if (!isRecord(value)) {
      const name = path.length === 0 ? 'the configuration' : pathInWords(path)
      return [
        { path, code: 'wrong-setting', message: `${name} must be an object, and is ${shown(value)}`, help: `it has ${listed(known)}` },
      ]
    }
    // `undefined` says nothing: `process.env['X'] && '…'` may stand in a script.
    return Object.entries(value).flatMap(([key, each]) =>
      each === undefined ? [] : (checks[key]?.(each, [...path, key]) ?? [unknownSetting(key, path, known, elsewhere)]),
    )
  }
}

/** Where a key stands that was looked for in the wrong place. */
type Elsewhere = Readonly<Record<string, string>>

const unknownSetting = (key: string, path: readonly string[], known: readonly string[], elsewhere: Elsewhere): ConfigMistake => {
  const place = elsewhere[key]
  const near = place === undefined ? nearest(key, known) : undefined
  const whose = path.length === 0 ? 'The configuration' : pathInWords(path)
  return {
    path: [...path, key],
    code: 'unknown-setting',
    message: `${whose} has no setting ${key}${near === undefined ? '' : `; did you mean ${near}?`}`,
    help: place === undefined ? `it has ${known.join(', ')}` : `it is called ${place}`,
  }
}

const naming: Checks<Naming> = {
  layout: oneOf('xml', 'yaml', 'json', 'sql', 'pairs', 'golang-migrate', 'goose', 'dbmate'),
  name: must('text with {slug} in it', value => typeof value === 'string' && /^[\w-]*\{slug\}[\w-]*$/.test(value), "such as 'shop_{slug}'"),
  version: must(
    'a pattern of digits, {stamp}, {n}, {yyyy}, {mm} and {dd}, separated by . or _, that ends in {stamp} or {n}',
    value => typeof value === 'string' && /^(?:(?:\d+|\{yyyy\}|\{mm\}|\{dd\})[._])*(?:\{stamp\}|\{n+\})$/.test(value),
    "such as '{yyyy}.{mm}.{n}'",
  ),
}

const policy: Checks<PolicyConfig> = {
  triggers: oneOf('allow', 'never'),
  shims: oneOf('tables', 'allow', 'never'),
  softDrop: flag,
  downtime: flag,
  maxStall: count(2, 100),
  patience: count(1, 10),
  smallTableRows: count(0, 10_000),
  jobTableRows: count(0, 100_000),
}

/** Of what stands in braces, only what is known. */
const isHeaderLine = (line: unknown): boolean => typeof line === 'string' && !/[\r\n]|\{(?!(?:plan|title|rollback|no-return)\})/.test(line)

const header: Check = (value, path) =>
  value === false
    ? []
    : must(
        'false, or a list of at most four lines',
        lines => Array.isArray(lines) && lines.length <= 4 && lines.every(isHeaderLine),
        "such as ['{plan}', '{title}', '{rollback}', '{no-return}']",
      )(value, path)

/** `postgres://me:secret@host/shop` */
const databaseUrl: Check = (value, path) =>
  typeof value === 'string' && /^\w+:\/\/[^/@]*:[^/@]+@/.test(value)
    ? [
        {
          path,
          code: 'password-in-config',
          message: `${pathInWords(path)} has a password in it, and the file is committed`,
          help: "take the address from the environment: '$DATABASE_URL'",
        },
      ]
    : text('$DATABASE_URL')(value, path)

const database: Checks<DatabaseConfig> = {
  engine: text('postgres@16'),
  framework: oneOf(...frameworkIds),
  version: text('8.1'),
  folders: must(
    'a list of folders',
    value => Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string' && each.trim() !== ''),
    "such as ['db/migrate'], seen from the folder of this file",
  ),
  schema: text('lockstep/schema.ts'),
  databaseUrl,
  naming: record(naming, { author: 'author, at the top of the file', header: 'header, at the top of the file' }),
  header,
  author: text('shop team'),
  contexts: text('prod'),
  labels: text('schema'),
  strongMigrations: flag,
  postMigrate: text('db/post_migrate'),
  acronyms: texts('API'),
  tablePrefix: text('shop_'),
  connection: text('reporting'),
  tenants: oneOf('search-path'),
  jobs: oneOf('inline', 'apart'),
  lockCode: oneOf('inline', 'helper'),
  formatter: text('bundle exec rubocop --autocorrect'),
  policy: record(policy),
}

/** What was looked for at the top, and stands elsewhere. */
const elsewhere: Elsewhere = {
  to: 'framework',
  out: 'folders',
  folder: 'folders',
  frameworkVersion: 'version',
  layout: 'naming.layout',
  ...Object.fromEntries(Object.keys(policy).map(key => [key, `policy.${key}`])),
}

const databaseCheck = record(database, elsewhere)

const databases: Check = (value, path) => {
  if (!isRecord(value) || Object.keys(value).length === 0)
    return [
      {
        path,
        code: 'wrong-setting',
        message: `${pathInWords(path)} must name at least one database, and is ${shown(value)}`,
        help: "such as { primary: {}, animals: { folders: ['db/animals_migrate'] } }",
      },
    ]
  return Object.entries(value).flatMap(([name, each]) =>
    /^[A-Za-z][\w-]*$/.test(name)
      ? databaseCheck(each, [...path, name])
      : [
          {
            path: [...path, name],
            code: 'wrong-setting',
            message: `"${name}" cannot be the name of a database here: it is a word of the command line, and of a folder`,
            help: 'letters, digits, - and _, with a letter first',
          },
        ],
  )
}

const config: Checks<Config> = { ...database, databases, environments: texts('production') }

const configCheck = record(config, elsewhere)

/** Everything wrong with the keys of a configuration and what they hold, as far as that can be told without looking around. */
export const checkConfig = (value: unknown): readonly ConfigMistake[] => configCheck(value, [])
