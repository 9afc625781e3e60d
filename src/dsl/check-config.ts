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

type JsonSchema = { readonly [keyword: string]: unknown }

/** Says what a value must be, where it is not; and the same as JSON Schema, for editors. */
interface Check {
  (value: unknown, path: readonly string[]): readonly ConfigMistake[]
  readonly schema: JsonSchema
}

const checkOf = (schema: JsonSchema, check: (value: unknown, path: readonly string[]) => readonly ConfigMistake[]): Check =>
  Object.assign(check, { schema })

/** Every key of a type has its check; one left out is an error of the compiler's. */
type Checks<T> = { readonly [K in keyof Required<T>]: Check }

/** `policy.maxStall` */
export const pathInWords = (path: readonly string[]): string => path.join('.')

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `'${value}'` : value === undefined ? 'undefined' : (JSON.stringify(value) ?? typeof value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const must = (be: string, isIt: (value: unknown) => boolean, help: string, schema: JsonSchema): Check =>
  checkOf(schema, (value, path) =>
    isIt(value) ? [] : [{ path, code: 'wrong-setting', message: `${pathInWords(path)} must be ${be}, and is ${shown(value)}`, help }],
  )

const matching = (be: string, pattern: RegExp, help: string): Check =>
  must(be, value => typeof value === 'string' && pattern.test(value), help, { type: 'string', pattern: pattern.source })

const notBlank: JsonSchema = { type: 'string', pattern: '\\S' }

const text = (example: string): Check =>
  must('text', value => typeof value === 'string' && value.trim() !== '', `such as '${example}'; leave it out for the default`, notBlank)

const flag = must('true or false', value => typeof value === 'boolean', 'leave it out for the default', { type: 'boolean' })

const count = (least: number, example: number): Check =>
  must(
    `a whole number, at least ${least}`,
    value => typeof value === 'number' && Number.isSafeInteger(value) && value >= least,
    `such as ${example}; leave it out for the default`,
    { type: 'integer', minimum: least },
  )

const texts = (example: string): Check =>
  must(
    'a list of texts',
    value => Array.isArray(value) && value.every(each => typeof each === 'string' && each.trim() !== ''),
    `such as ['${example}']; leave it out for the default`,
    { type: 'array', items: notBlank },
  )

const oneOf = (...known: readonly string[]): Check =>
  checkOf({ enum: known }, (value, path) => {
    if (typeof value === 'string' && known.includes(value)) return []
    const near = typeof value === 'string' ? nearest(value, known) : undefined
    const message = `${pathInWords(path)} must be ${inWords(known)}, and is ${shown(value)}`
    return [{ path, code: 'wrong-setting', message, help: near === undefined ? `write one of them` : `did you mean '${near}'?` }]
  })

const inWords = (words: readonly string[]): string => {
  const quoted = words.map(word => `'${word}'`)
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const record = (checks: Readonly<Record<string, Check>>, elsewhere: Elsewhere = {}): Check => {
  const known = Object.keys(checks)
  const properties = Object.fromEntries(known.map(key => [key, checks[key]!.schema]))
  return checkOf({ type: 'object', properties, additionalProperties: false }, (value, path) => {
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
  })
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
  name: matching('text with {slug} in it', /^[\w-]*\{slug\}[\w-]*$/, "such as 'shop_{slug}'"),
  version: matching(
    'a pattern of digits, {stamp}, {n}, {yyyy}, {mm} and {dd}, separated by . or _, that ends in {stamp} or {n}',
    /^(?:(?:\d+|\{yyyy\}|\{mm\}|\{dd\})[._])*(?:\{stamp\}|\{n+\})$/,
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
const headerLine = /^(?!.*\{(?!(?:plan|title|rollback|no-return)\}))[^\r\n]*$/

const header = must(
  'false, or a list of at most four lines',
  value =>
    value === false ||
    (Array.isArray(value) && value.length <= 4 && value.every(line => typeof line === 'string' && headerLine.test(line))),
  "such as ['{plan}', '{title}', '{rollback}', '{no-return}']",
  { anyOf: [{ const: false }, { type: 'array', maxItems: 4, items: { type: 'string', pattern: headerLine.source } }] },
)

/** `postgres://me:secret@host/shop` */
const hasPassword = /^\w+:\/\/[^/@]*:[^/@]+@/

const databaseUrl = checkOf({ type: 'string', pattern: `^(?!${hasPassword.source.slice(1)}).*\\S` }, (value, path) =>
  typeof value === 'string' && hasPassword.test(value)
    ? [
        {
          path,
          code: 'password-in-config',
          message: `${pathInWords(path)} has a password in it, and the file is committed`,
          help: "take the address from the environment: '$DATABASE_URL'",
        },
      ]
    : text('$DATABASE_URL')(value, path),
)

const database: Checks<DatabaseConfig> = {
  engine: text('postgres@16'),
  framework: oneOf(...frameworkIds),
  version: text('8.1'),
  folders: must(
    'a list of folders',
    value => Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string' && each.trim() !== ''),
    "such as ['db/migrate'], seen from the folder of this file",
    { type: 'array', minItems: 1, items: notBlank },
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

/** A word of the command line, and of a folder. */
const databaseName = /^[A-Za-z][\w-]*$/

const databasesSchema: JsonSchema = {
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: databaseName.source },
  additionalProperties: databaseCheck.schema,
}

const databases = checkOf(databasesSchema, (value, path) => {
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
    databaseName.test(name)
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
})

const config: Checks<Config> = { ...database, databases, environments: texts('production') }

const configCheck = record(config, elsewhere)

/** The same as JSON Schema, without words: docs/config.schema.json has those of the types too. */
export const configSchema: JsonSchema = configCheck.schema

/** Everything wrong with the keys of a configuration and what they hold, as far as that can be told without looking around. */
export const checkConfig = (value: unknown): readonly ConfigMistake[] => configCheck(value, [])
