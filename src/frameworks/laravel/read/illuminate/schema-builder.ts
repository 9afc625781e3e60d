import { keyOf } from '../../../../model/name.ts'
import { Blueprint } from '../blueprint/blueprint.ts'
import { Opaque, PhpArray, type Args, type CallSite, type PhpObject, type Value } from '../php/frame.ts'
import { toNumber, toText } from '../php/operators.ts'
import { isTruthy, positional, take } from '../php/value.ts'
import { columnRow, foreignKeyRow, foreignKeysOf, hasColumn, hasIndex, hasTable, indexesOf, indexRow, tableOrUndecided } from './catalog.ts'
import { findTable, type Context } from './context.ts'
import { classOf, factsOf } from './models.ts'

type Method = (args: Args, site: CallSite, context: Context) => Value

/** `Schema::`: tables are made, changed and asked for. */
export class SchemaBuilder implements PhpObject {
  readonly className = 'Illuminate\\Database\\Schema\\PostgresBuilder'
  constructor(private readonly context: Context) {}

  call(method: string, args: Args, site: CallSite): Value | undefined {
    const own = method.toLowerCase()
    return Object.hasOwn(methods, own) ? methods[own]!(args, site, this.context) : undefined
  }
}

/** Draws a blueprint and sends its statements. */
const build = (table: Value, site: CallSite, context: Context, draw: (blueprint: Blueprint) => void): Value => {
  const { effects, settings, application } = context
  const { file } = site.frame
  const blueprint = new Blueprint({
    table,
    settings,
    at: site.at,
    there: () => findTable(toText(table), context),
    model: named => {
      const facts = factsOf(classOf(named), application)
      if (facts.isGuessed)
        effects.note(
          'guessed-name',
          'note',
          `${classOf(named)} is not at hand: its key is taken for ${facts.foreignKey}, its table for ${facts.table}.`,
          effects.spanOf(site.at, file),
        )
      return facts
    },
  })
  draw(blueprint)
  const isWhole = (name: string): boolean => /^(create|drop|alter) /.test(name)
  for (const { sql, at } of blueprint.statements())
    effects.sql(sql, effects.spanOf(/^create( temporary)? table/.test(sql) || !isWhole(sql) ? wider(sql, at, site) : at, file))
  return null
}

/** A table is made by the whole call; everything else where it is said. */
const wider = (sql: string, at: CallSite['at'], site: CallSite): CallSite['at'] => (/^create( temporary)? table/.test(sql) ? site.at : at)

const draw = (table: Value, callback: Value, site: CallSite, context: Context, isNew: boolean): Value =>
  build(table, site, context, blueprint => {
    if (isNew) blueprint.call('create', positional(), site)
    // A blueprint is understood as a whole or not at all.
    site.frame.run.invoke(callback, positional(blueprint), { ...site, isLenient: false })
  })

const onlyIf =
  (test: (table: string, what: Value, context: Context) => boolean): Method =>
  (args, site, context) => {
    const [table = null, what = null, callback = null] = args.positional
    return test(toText(table), what, context) ? draw(table, callback, site, context, false) : null
  }

const command =
  (name: string): Method =>
  (args, site, context) =>
    build(take(args, 'table').table ?? null, site, context, blueprint => void blueprint.call(name, positional(), site))

const rows =
  (of: (table: NonNullable<ReturnType<typeof findTable>>) => readonly Value[], what: string): Method =>
  (args, _, context) => {
    const table = tableOrUndecided(toText(take(args, 'table').table ?? null), context, what)
    return PhpArray.of(table === undefined ? [] : of(table))
  }

const send =
  (sql: string): Method =>
  (_, site, { effects }) => {
    effects.sql(sql, effects.spanOf(site.at, site.frame.file))
    return true
  }

const disable = send('SET CONSTRAINTS ALL DEFERRED;')
const enable = send('SET CONSTRAINTS ALL IMMEDIATE;')

const hasForeignKey: Method = (args, _, context) => {
  const { table, foreignKey } = take(args, 'table', 'foreignKey')
  const keys = foreignKeysOf(
    tableOrUndecided(toText(table ?? null), context, 'a foreign key') ?? { name: { name: '' }, columns: [], constraints: [], indexes: [] },
  )
  const columns = foreignKey instanceof PhpArray ? foreignKey.values.join(',') : undefined
  return keys.some(key => (columns === undefined ? key.name === foreignKey : key.columns.join(',') === columns))
}

const indexTest = (table: string, index: Value, context: Context): boolean => hasIndex(table, index, undefined, context)
const columnTest = (table: string, column: Value, context: Context): boolean => hasColumn(table, toText(column), context)

const methods: Readonly<Record<string, Method>> = {
  create: (args, site, context) => {
    const { table, callback } = take(args, 'table', 'callback')
    return draw(table ?? null, callback ?? null, site, context, true)
  },
  table: (args, site, context) => {
    const { table, callback } = take(args, 'table', 'callback')
    return draw(table ?? null, callback ?? null, site, context, false)
  },
  drop: command('drop'),
  dropifexists: command('dropIfExists'),
  rename: (args, site, context) => {
    const { from, to } = take(args, 'from', 'to')
    return build(from ?? null, site, context, blueprint => void blueprint.call('rename', positional(to ?? null), site))
  },
  dropcolumns: (args, site, context) => {
    const { table, columns } = take(args, 'table', 'columns')
    return build(table ?? null, site, context, blueprint => void blueprint.call('dropColumn', positional(columns ?? null), site))
  },
  whentablehascolumn: onlyIf(columnTest),
  whentabledoesnthavecolumn: onlyIf((table, column, context) => !columnTest(table, column, context)),
  whentablehasindex: onlyIf(indexTest),
  whentabledoesnthaveindex: onlyIf((table, index, context) => !indexTest(table, index, context)),
  hastable: (args, _, context) => hasTable(toText(take(args, 'table').table ?? null), context),
  hasview: (args, _, { effects }) => effects.schema().views.has(toText(take(args, 'view').view ?? null)),
  hascolumn: (args, _, context) => {
    const { table, column } = take(args, 'table', 'column')
    return hasColumn(toText(table ?? null), toText(column ?? null), context)
  },
  hascolumns: (args, _, context) => {
    const { table, columns } = take(args, 'table', 'columns')
    if (!(columns instanceof PhpArray)) throw new Opaque('asks for columns that are not known')
    return columns.values.every(column => hasColumn(toText(table ?? null), toText(column), context))
  },
  hasindex: (args, _, context) => {
    const { table, index, type } = take(args, 'table', 'index', 'type')
    return hasIndex(toText(table ?? null), index ?? null, type, context)
  },
  hasforeignkey: hasForeignKey,
  getcolumnlisting: rows(({ columns }) => columns.map(({ name }) => name), 'which columns'),
  getcolumns: rows(({ columns }) => columns.map(columnRow), 'which columns'),
  getindexes: rows(table => indexesOf(table).map(indexRow), 'which indexes'),
  getindexlisting: rows(table => indexesOf(table).map(({ name }) => name), 'which indexes'),
  getforeignkeys: rows(table => foreignKeysOf(table).map(foreignKeyRow), 'which foreign keys'),
  getcolumntype: (args, _, context) => {
    const { table, column, fullDefinition } = take(args, 'table', 'column', 'fullDefinition')
    const found = tableOrUndecided(toText(table ?? null), context, 'which type')?.columns.find(({ name }) => name === column)
    const row = found && columnRow(found)
    const type = row?.get(isTruthy(fullDefinition) ? 'type' : 'type_name')
    if (type === undefined) throw new Opaque('asks for the type of a column that is not there')
    return type
  },
  gettablelisting: (_, __, { effects }) =>
    PhpArray.of(
      effects
        .schema()
        .tables.values()
        .map(({ name }) => keyOf(name)),
    ),
  gettables: (_, __, { effects }) =>
    PhpArray.of(
      effects
        .schema()
        .tables.values()
        .map(({ name }) =>
          PhpArray.from([
            ['name', name.name],
            ['schema', name.schema ?? 'public'],
          ]),
        ),
    ),
  enableforeignkeyconstraints: enable,
  disableforeignkeyconstraints: disable,
  withoutforeignkeyconstraints: (args, site, context) => {
    disable(args, site, context)
    const value = site.frame.run.invoke(args.positional[0] ?? null, positional(), site)
    enable(args, site, context)
    return value
  },
  defaultstringlength: (args, _, { settings }) => {
    settings.stringLength = toNumber(args.positional[0])
    return null
  },
  morphusinguuids: (_, __, { settings }) => {
    settings.morphKey = 'uuid'
    return null
  },
  morphusingulids: (_, __, { settings }) => {
    settings.morphKey = 'ulid'
    return null
  },
  usenativeschemaoperationsifpossible: (_, __, { settings }) => {
    settings.doctrine = false
    return null
  },
  ensurevectorextensionexists: send('create extension if not exists "vector"'),
  ensureextensionexists: (args, site, context) =>
    send(`create extension if not exists "${toText(args.positional[0])}"`)(args, site, context),
}
