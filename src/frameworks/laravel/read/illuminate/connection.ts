import { RawSql } from '../blueprint/fluent.ts'
import { Opaque, PhpArray, type Args, type CallSite, type PhpObject, type Value } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { isTruthy, positional, take } from '../php/value.ts'
import { rowsOfCatalog } from './catalog-queries.ts'
import type { Context } from './context.ts'
import { DoctrineSchema } from './doctrine-schema.ts'
import { Query } from './query.ts'
import { SchemaBuilder } from './schema-builder.ts'
import { bound, placeOfText } from './sql-text.ts'

type Method = (args: Args, site: CallSite, context: Context) => Value

/** `DB::` and `DB::connection()`. */
export class Connection implements PhpObject {
  readonly className = 'Illuminate\\Database\\PostgresConnection'
  constructor(private readonly context: Context) {}

  call(method: string, args: Args, site: CallSite): Value | undefined {
    const own = method.toLowerCase()
    if (own === 'connection' || own === 'usingconnection') return this
    return Object.hasOwn(methods, own) ? methods[own]!(args, site, this.context) : undefined
  }
}

const send: Method = (args, site, { effects }) => {
  const { query, bindings } = take(args, 'query', 'bindings')
  const text = query instanceof RawSql ? query.sql : toText(query ?? null)
  const sql = bound(text, bindings)
  const { file } = site.frame
  const place = sql === text ? placeOfText(site.nodes[0], file, effects.placeIn(file)) : undefined
  effects.sql(sql, effects.spanOf(site.at, file), place)
  return true
}

/** A question: answered from the catalog as it stands, or sent for what it does. */
const select: Method = (args, site, context) => {
  const { query, bindings } = take(args, 'query', 'bindings')
  const sql = query instanceof RawSql ? query.sql : toText(query ?? null)
  const rows =
    rowsOfCatalog(bound(sql, bindings), context) ??
    context.effects.ask(bound(sql, bindings))?.map(row => PhpArray.from(Object.entries(row)))
  if (rows !== undefined) return PhpArray.of(rows)
  if (site.isLenient && /^\s*select\s+(setval|pg_advisory|set_config|create_hypertable)/i.test(sql)) return send(args, site, context)
  throw new Opaque('asks the database')
}

const transaction: Method = (args, site, { effects }) => {
  let value: Value = null
  effects.inTransaction(() => {
    value = site.frame.run.invoke(take(args, 'callback').callback ?? null, positional(new Nothing()), site)
  })
  return value
}

/** What a transaction's closure is given, and seldom uses. */
class Nothing implements PhpObject {
  readonly className = 'Illuminate\\Database\\Connection'
}

/** Around a migration that is in a transaction already it is only a savepoint. */
const boundary =
  (sql: string): Method =>
  (_, site, { effects }) => {
    if (!effects.isWrapped) effects.sql(sql, effects.spanOf(site.at, site.frame.file))
    return null
  }

const nothing: Method = () => null

const configured: Readonly<Record<string, Value>> = { driver: 'pgsql', name: 'pgsql' }

const methods: Readonly<Record<string, Method>> = {
  statement: send,
  unprepared: send,
  insert: send,
  update: send,
  delete: send,
  affectingstatement: send,
  select,
  selectfromwriteconnection: select,
  selectone: (args, site, context) => {
    const rows = select(args, site, context)
    return rows instanceof PhpArray ? (rows.values[0] ?? null) : rows
  },
  scalar: (args, site, context) => {
    const rows = select(args, site, context)
    const first = rows instanceof PhpArray ? rows.values[0] : undefined
    return first instanceof PhpArray ? (first.values[0] ?? null) : null
  },
  table: (args, _, context) => {
    const { table } = take(args, 'table')
    return new Query(toText(table ?? null), context)
  },
  raw: args => new RawSql(toText(take(args, 'value').value ?? null)),
  transaction,
  pretending: () => false,
  getdrivername: () => 'pgsql',
  getname: () => 'pgsql',
  getdatabasename: () => 'database',
  getdefaultconnection: () => 'pgsql',
  gettableprefix: (_, __, { settings }) => settings.prefix,
  getconfig: args => {
    const { option } = take(args, 'option')
    const value = configured[toText(option ?? null)]
    if (value === undefined) throw new Opaque('asks how the connection is configured')
    return value
  },
  getschemabuilder: (_, __, context) => new SchemaBuilder(context),
  getdoctrineschemamanager: (_, __, context) => new DoctrineSchema(context),
  getdoctrineconnection: (_, __, context) => new DoctrineSchema(context),
  isdoctrineavailable: (_, __, { settings }) => isTruthy(settings.doctrine),
  begintransaction: boundary('begin'),
  commit: boundary('commit'),
  rollback: boundary('rollback'),
  enablequerylog: nothing,
  disablequerylog: nothing,
  flushquerylog: nothing,
  listen: nothing,
}
