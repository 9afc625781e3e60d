import { Opaque, PhpArray, type Frame, type Run, type Value } from '../php/frame.ts'
import type { ArrayLiteral, Expression } from '../php/nodes.ts'
import { keyFor } from '../php/value.ts'
import type { Application } from './context.ts'

/** What holds wherever the migrations run on PostgreSQL, in production. */
const fixed: Readonly<Record<string, Value>> = { 'database.default': 'pgsql', 'app.env': 'production', 'app.debug': false }

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

/** The value of `config('a.b')`: by the application's own file, or by its package's default. */
export const configured = (key: string, otherwise: Value | undefined, application: Application, run: Run): Value => {
  if (Object.hasOwn(fixed, key)) return fixed[key]!
  if (/^database\.connections\.\w+\.driver$/.test(key)) return 'pgsql'
  // Compared with the catalog's schemas by code that was written for MySQL, where they are databases.
  if (/^database\.connections\.\w+\.database$/.test(key)) return 'database'
  const [name = '', ...rest] = key.split('.')
  const file = application.configFile(name)
  const statement = file?.statements.find(each => each.kind === 'return')
  if (file !== undefined && statement?.kind === 'return' && statement.expr?.kind === 'array') {
    const frame: Frame = { variables: new Map(), file, run, isStrict: true }
    // The way to the key alone: other entries may call what is not at hand.
    let found: ArrayLiteral = statement.expr
    for (const [n, part] of rest.entries()) {
      const entry: unknown = found.items.find(
        each => each.kind === 'entry' && 'key' in each && each.key !== null && each.key.kind === 'string' && each.key.value === part,
      )
      const value: Expression | undefined = (entry as { readonly value?: Expression } | undefined)?.value
      if (value === undefined) break
      if (value.kind === 'array') found = value
      else return lastOf(run.evaluate(value, frame), rest.slice(n + 1))
      if (n === rest.length - 1) return run.evaluate(value, frame)
    }
  }
  const value = Object.entries(packages).find(([each]) => key === each || key.startsWith(`${each}.`))
  if (value !== undefined) return lastOf(value[1], key === value[0] ? [] : key.slice(value[0].length + 1).split('.'))
  if (otherwise !== undefined) return otherwise
  throw new Opaque(`reads the setting ${key}`)
}

const lastOf = (value: Value, path: readonly string[]): Value =>
  path.reduce<Value>((found, part) => (found instanceof PhpArray ? (found.get(keyFor(part)) ?? null) : null), value)
