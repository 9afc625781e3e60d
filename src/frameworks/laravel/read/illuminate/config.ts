import { Opaque, PhpArray, type PhpFile, type Run, type Value } from '../php/frame.ts'
import type { Expression } from '../php/nodes.ts'
import { keyFor } from '../php/value.ts'
import { isPlain, settingIn } from './config-file.ts'
import type { Application } from './context.ts'

/** What holds wherever the migrations run on PostgreSQL, in production. */
const fixed: Readonly<Record<string, Value>> = { 'database.default': 'pgsql', 'app.env': 'production', 'app.debug': false }

/** The same of variables of its environment. */
const fixedInEnvironment: Readonly<Record<string, Value>> = { DB_CONNECTION: 'pgsql', APP_ENV: 'production' }

/** Tables of packages whose configuration an application need not have in its own files. */
const packages: Readonly<Record<string, Value>> = {
  'permission.table_names': PhpArray.from(
    ['roles', 'permissions', 'model_has_permissions', 'model_has_roles', 'role_has_permissions'].map(name => [name, name] as const),
  ),
  'permission.column_names': PhpArray.from([
    ['role_pivot_key', null],
    ['permission_pivot_key', null],
    ['model_morph_key', 'model_id'],
    ['team_foreign_key', 'team_id'],
  ]),
  'permission.teams': false,
  'permission.testing': false,
  'activitylog.table_name': 'activity_log',
  'activitylog.database_connection': null,
  'telescope.storage.database.connection': null,
  'pulse.storage.database.connection': null,
  'audit.drivers.database.connection': null,
  'audit.drivers.database.table': 'audits',
  'audit.user.morph_prefix': 'user',
}

/** `env(NAME, standard)`. */
const environment = (node: Expression): { readonly name: string; readonly standard: Expression | undefined } | undefined => {
  if (node.kind !== 'call' || node.what.kind !== 'name' || node.what.name.replace(/^\\/, '') !== 'env') return undefined
  const [name, standard] = node.arguments
  return name?.kind === 'string' ? { name: name.value, standard: standard as Expression | undefined } : undefined
}

const standardOf = (standard: Expression | undefined, file: PhpFile, run: Run): Value | undefined => {
  if (standard === undefined) return null
  return isPlain(standard) ? run.evaluate(standard, { variables: new Map(), file, run, isStrict: true }) : undefined
}

const packaged = (key: string): Value | undefined => {
  const found = Object.entries(packages).find(([each]) => key === each || key.startsWith(`${each}.`))
  return found && lastOf(found[1], key === found[0] ? [] : key.slice(found[0].length + 1).split('.'))
}

/**
 * The value of `config('a.b')`: what the application's own file says for good, or its package's default. What a deployment
 * may set is not known; nor is what no file has, whatever the call says to take then, since packages add settings of their own.
 */
export const configured = (key: string, application: Application, run: Run): Value => {
  if (Object.hasOwn(fixed, key)) return fixed[key]!
  if (/^database\.connections\.\w+\.driver$/.test(key)) return 'pgsql'
  // Compared with the catalog's schemas by code that was written for MySQL, where they are databases.
  if (/^database\.connections\.\w+\.database$/.test(key)) return 'database'
  const [name = '', ...rest] = key.split('.')
  const file = application.configFile(name)
  const said = file === undefined || rest.length === 0 ? undefined : settingIn(file, rest, run)
  const standard = packaged(key)
  if (file !== undefined && said !== undefined) {
    if ('value' in said) return said.value
    const set = environment(said.open)
    if (set === undefined) throw new Opaque(`reads the setting ${key}, which is computed`)
    if (Object.hasOwn(fixedInEnvironment, set.name)) return fixedInEnvironment[set.name]!
    // The file as its package brings it.
    if (standard !== undefined && standardOf(set.standard, file, run) === standard) return standard
    throw new Opaque(`reads the setting ${key}, which ${set.name} decides`)
  }
  if (standard !== undefined) return standard
  throw new Opaque(`reads the setting ${key}`)
}

/** The application's time zone: where its environment may set it, what holds unless that does. */
export const timeZone = (application: Application, run: Run): string => {
  const file = application.configFile('app')
  const said = file && settingIn(file, ['timezone'], run)
  if (file === undefined || said === undefined) return 'UTC'
  const zone = 'value' in said ? said.value : standardOf(environment(said.open)?.standard, file, run)
  return typeof zone === 'string' ? zone : 'UTC'
}

const lastOf = (value: Value, path: readonly string[]): Value =>
  path.reduce<Value>((found, part) => (found instanceof PhpArray ? (found.get(keyFor(part)) ?? null) : null), value)
