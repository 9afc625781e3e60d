import { keyOf } from '../../../../model/name.ts'
import { RawSql } from '../blueprint/fluent.ts'
import { callEnum, fullName, Instance, linesOf, readConstant } from '../php/classes.ts'
import { Opaque, PhpArray, type Args, type CallSite, type PhpFile, type PhpObject, type Value, type World } from '../php/frame.ts'
import type { Node } from '../php/nodes.ts'
import { toText } from '../php/operators.ts'
import { walk } from '../php/scan.ts'
import { shortName } from '../php/static.ts'
import { isObject, take } from '../php/value.ts'
import { Connection } from './connection.ts'
import { configured } from './config.ts'
import { tableName, type Context } from './context.ts'
import { isSecondFactorConfirmed } from './fortify.ts'
import { callLaravel, momentOf } from './functions.ts'
import { isFrozenLock, lockClass, takeLocks } from './lock-call.ts'
import { factsOf, isModel } from './models.ts'
import { SchemaBuilder } from './schema-builder.ts'
import { App, arrays, Silent, strings } from './support.ts'

/** An object of a model: its table and key are known, its rows are not. */
class Model implements PhpObject {
  constructor(
    readonly className: string,
    private readonly context: Context,
  ) {}

  call(method: string): Value | undefined {
    const facts = factsOf(this.className, this.context.application)
    switch (method.toLowerCase()) {
      case 'gettable':
        return facts.table
      case 'getkeyname':
        return facts.key
      case 'getforeignkey':
        return facts.foreignKey
      case 'getconnectionname':
        return null
      default:
        throw modelCalled(this.className, this.context)
    }
  }
}

const keyOfModel = (name: string, context: Context): string => keyOf(tableName(factsOf(name, context.application).table, context))

const modelCalled = (name: string, context: Context): Opaque =>
  new Opaque(`calls the model ${shortName(name)}`, [keyOfModel(name, context)])

type Facade = (method: string, args: Args, site: CallSite, context: Context) => Value | undefined

const otherConnection = (method: string, args: Args, { at, frame }: CallSite, { effects }: Context): void => {
  const [name] = args.positional
  if (method.toLowerCase() !== 'connection' || typeof name !== 'string' || /^(pgsql|postgres(ql)?)$/.test(name)) return
  effects.note(
    'other-connection',
    'note',
    `Works on the connection ${name}; it is read as if it was this database.`,
    effects.spanOf(at, frame.file),
  )
}

const facades: Readonly<Record<string, Facade>> = {
  Schema: (method, args, site, context) => {
    otherConnection(method, args, site, context)
    const builder = new SchemaBuilder(context)
    if (method === 'connection' || method === 'setConnection') return builder
    return method === 'getConnection' ? new Connection(context) : builder.call(method, args, site)
  },
  DB: (method, args, site, context) => {
    otherConnection(method, args, site, context)
    return new Connection(context).call(method, args, site)
  },
  Str: (method, args) => strings[method.toLowerCase()]?.(...args.positional),
  Arr: (method, args, site) => arrays[method.toLowerCase()]?.(args, site),
  App: (method, args) => new App().call(method, args),
  Config: (method, args, { frame: { run } }, { application }) =>
    method === 'get' ? configured(toText(take(args, 'key').key ?? null), application, run) : undefined,
  File: (method, args, site, context) =>
    method === 'get'
      ? callLaravel('file_get_contents', args, site, context)
      : method === 'exists'
        ? callLaravel('file_exists', args, site, context)
        : undefined,
  Log: () => new Silent(),
}

/** Builder settings that a service provider or a migration makes. */
const builderClasses = new Set(['Builder', 'PostgresBuilder'])

const isOfLaravel = (name: string): boolean => !name.includes('\\') || name.startsWith('Illuminate\\')

export const worldOf = (context: Context): World => {
  const { application } = context
  return {
    callFunction: (name, args, site) => callLaravel(name, args, site, context),
    callStatic: (name, method, args, site) => {
      const short = shortName(name)
      if (isOfLaravel(name)) {
        if (Object.hasOwn(facades, short)) return facades[short]!(method, args, site, context)
        if (builderClasses.has(short)) return new SchemaBuilder(context).call(method, args, site)
      }
      if (name === lockClass && method === 'acquire') return takeLocks(args, site, context)
      if (short === 'Fortify' && method === 'confirmsTwoFactorAuthentication') return isSecondFactorConfirmed(application, site.frame.run)
      if (/^Carbon(Immutable)?$/.test(short) && method === 'now' && args.positional.length === 0) return momentOf(site, context)
      const of = application.definition(name)
      const value = of && callEnum(of, method, args, site.frame.run)
      if (value !== undefined) return value
      if (isModel(name, application)) throw modelCalled(name, context)
      return undefined
    },
    construct: (name, args) => {
      if (isOfLaravel(name) && shortName(name) === 'Expression') return new RawSql(toText(args.positional[0]))
      return isModel(name, application) ? new Model(name, context) : undefined
    },
    constant: (name, constant, run) => {
      const of = application.definition(name)
      return of && readConstant(of, constant, run)
    },
    isInstance: (value, name) => instanceOf(value, name),
    findClass: name => {
      const found = application.findClass(name)
      return found !== undefined && isFrozenLock(found) ? undefined : found
    },
    tablesIn: (node, file) => tablesIn(node, file, context),
  }
}

const instanceOf = (value: Value, name: string): boolean | undefined => {
  if (!isObject(value)) return false
  if (value instanceof Connection) return /(^|\\)(PostgresConnection|Connection|ConnectionInterface)$/.test(name)
  if (value instanceof Instance) return linesOf(value.of).some(of => of.name === name || of.parentName === name)
  return value.className === name ? true : value instanceof PhpArray ? false : undefined
}

const namesTable = new Set(['table', 'from', 'join', 'leftJoin', 'rightJoin', 'create', 'drop', 'dropIfExists', 'rename', 'into'])

/** Keys of the tables that a piece of code names, by text or by a model. */
const tablesIn = (node: Node, file: PhpFile, context: Context): readonly string[] => {
  const found = new Set<string>()
  const add = (table: string): void => {
    if (/^[\w.]+$/.test(table)) found.add(keyOf(tableName(table, context)))
  }
  walk(node, each => {
    if (each.kind === 'call' && (each.what.kind === 'staticlookup' || each.what.kind === 'propertylookup')) {
      const { offset } = each.what
      const [first] = each.arguments
      if (offset.kind === 'identifier' && namesTable.has(offset.name) && first?.kind === 'string') add(first.value)
    }
    const named = each.kind === 'staticlookup' || each.kind === 'new' ? each.what : undefined
    if (named?.kind === 'name') {
      const name = fullName(named, file)
      if (isModel(name, context.application)) found.add(keyOfModel(name, context))
    }
  })
  return [...found]
}
