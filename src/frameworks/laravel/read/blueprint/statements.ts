import { toText } from '../php/operators.ts'
import { isTruthy } from '../php/value.ts'
import type { Drawn, Sent } from './drawn.ts'
import { throughDoctrine, renamedThroughDoctrine } from './doctrine.ts'
import type { Command, Fluent } from './fluent.ts'
import { changesOf, definitionOf } from './modifiers.ts'
import { columnize, listOf, wrap, wrapTable } from './wrap.ts'

/** The statements as Laravel's `Blueprint::toSql` sends them, in its order. */
export const statementsOf = (drawn: Drawn): readonly Sent[] =>
  drawn.commands.flatMap(command => {
    const compile = compilers[command.name]
    return compile === undefined ? [] : compile(command, drawn).map(sql => ({ sql, at: (command.column ?? command.fluent).at }))
  })

type Compile = (command: Command, drawn: Drawn) => readonly string[]

const hasPrimary = ({ commands }: Drawn): boolean => commands.some(({ name }) => name === 'primary')
const added = ({ columns }: Drawn): readonly Fluent[] => columns.filter(column => !isTruthy(column.get('change')))
const changed = ({ columns }: Drawn): readonly Fluent[] => columns.filter(column => isTruthy(column.get('change')))
const online = (fluent: Fluent, { settings: { major } }: Drawn): string =>
  major >= 12 && isTruthy(fluent.get('online')) ? 'concurrently ' : ''
const using = (fluent: Fluent): string => (isTruthy(fluent.get('algorithm')) ? ` using ${toText(fluent.get('algorithm'))}` : '')

const deferring = (fluent: Fluent): string => {
  const deferrable = fluent.get('deferrable')
  if (deferrable === null) return ''
  const immediate = fluent.get('initiallyImmediate')
  const initially = !isTruthy(deferrable) || immediate === null ? '' : isTruthy(immediate) ? ' initially immediate' : ' initially deferred'
  return (isTruthy(deferrable) ? ' deferrable' : ' not deferrable') + initially
}

const dropConstraint: Compile = ({ fluent }, { table, settings }) => [
  `alter table ${wrapTable(table, settings)} drop constraint ${wrap(fluent.get('index'))}`,
]
const dropIndex: Compile = ({ fluent }) => [`drop index ${wrap(fluent.get('index'))}`]

const index: Compile = ({ fluent }, drawn) => {
  const operatorClass = fluent.get('operatorClass')
  const columns =
    operatorClass === null
      ? columnize(fluent.get('columns'))
      : listOf(fluent.get('columns'))
          .map(column => `${wrap(column)} ${toText(operatorClass)}`)
          .join(', ')
  const on = wrapTable(drawn.table, drawn.settings)
  return [`create index ${online(fluent, drawn)}${wrap(fluent.get('index'))} on ${on}${using(fluent)} (${columns})`]
}

const unique: Compile = ({ fluent }, drawn) => {
  const { major } = drawn.settings
  const table = wrapTable(drawn.table, drawn.settings)
  const name = wrap(fluent.get('index'))
  const columns = columnize(fluent.get('columns'))
  const tail = major >= 9 ? deferring(fluent) : ''
  if (major >= 12 && (isTruthy(fluent.get('online')) || isTruthy(fluent.get('algorithm'))))
    return [
      `create unique index ${online(fluent, drawn)}${name} on ${table}${using(fluent)} (${columns})`,
      `alter table ${table} add constraint ${name} unique using index ${name}${tail}`,
    ]
  const distinct = major >= 12 ? fluent.get('nullsNotDistinct') : null
  const nulls = distinct === null ? '' : isTruthy(distinct) ? ' nulls not distinct' : ' nulls distinct'
  return [`alter table ${table} add constraint ${name} unique${nulls} (${columns})${tail}`]
}

const fullText: Compile = ({ fluent }, drawn) => {
  const language = isTruthy(fluent.get('language')) ? toText(fluent.get('language')) : 'english'
  const columns = listOf(fluent.get('columns')).map(column => `to_tsvector('${language}', ${wrap(column)})`)
  const on = wrapTable(drawn.table, drawn.settings)
  return [`create index ${online(fluent, drawn)}${wrap(fluent.get('index'))} on ${on} using gin ((${columns.join(' || ')}))`]
}

const foreign: Compile = ({ fluent }, { table, settings }) => {
  const action = (word: string, attribute: string): string =>
    fluent.get(attribute) === null ? '' : ` on ${word} ${toText(fluent.get(attribute))}`
  const notValid = fluent.get('notValid') === null ? '' : ' not valid'
  return [
    `alter table ${wrapTable(table, settings)} add constraint ${wrap(fluent.get('index'))} foreign key (${columnize(fluent.get('columns'))})` +
      ` references ${wrapTable(fluent.get('on'), settings)} (${columnize(fluent.get('references'))})` +
      action('delete', 'onDelete') +
      action('update', 'onUpdate') +
      deferring(fluent) +
      notValid,
  ]
}

const comment: Compile = ({ column }, { table, settings }) => {
  const text = column!.get('comment')
  if (text === null && !(settings.major >= 10 && isTruthy(column!.get('change')))) return []
  const quoted = text === null ? 'NULL' : `'${toText(text).replaceAll("'", "''")}'`
  return [`comment on column ${wrapTable(table, settings)}.${wrap(column!.get('name'))} is ${quoted}`]
}

const startingValue: Compile = ({ column }, { table, settings }) => {
  const value = column!.has('startingValue') ? column!.get('startingValue') : column!.get('from')
  if (!isTruthy(column!.get('autoIncrement')) || !isTruthy(value)) return []
  const name = toText(table)
  if (settings.major >= 12)
    return [
      `select setval(pg_get_serial_sequence('${wrapTable(table, settings)}', '${toText(column!.get('name'))}'), ${toText(value)}, false)`,
    ]
  const own = settings.major >= 11 ? settings.prefix + name.slice(name.lastIndexOf('.') + 1) : name
  return [`alter sequence ${own}_${toText(column!.get('name'))}_seq restart with ${toText(value)}`]
}

const compilers: Readonly<Record<string, Compile>> = {
  create: (_, drawn) => [
    `${drawn.isTemporary ? 'create temporary' : 'create'} table ${wrapTable(drawn.table, drawn.settings)} (${added(drawn)
      .map(column => definitionOf(column, drawn.settings, hasPrimary(drawn)))
      .join(', ')})`,
  ],
  add: ({ column }, drawn) => [
    `alter table ${wrapTable(drawn.table, drawn.settings)} ${(column === undefined ? added(drawn) : [column])
      .map(each => `add column ${definitionOf(each, drawn.settings, hasPrimary(drawn))}`)
      .join(', ')}`,
  ],
  change: ({ column }, drawn) => {
    const columns = column === undefined ? changed(drawn) : [column]
    if (drawn.settings.doctrine) return throughDoctrine(columns, drawn)
    return [`alter table ${wrapTable(drawn.table, drawn.settings)} ${columns.flatMap(each => changesOf(each, drawn.settings)).join(', ')}`]
  },
  renameColumn: ({ fluent }, drawn) => {
    if (drawn.settings.doctrine) return renamedThroughDoctrine(fluent, drawn)
    return [`alter table ${wrapTable(drawn.table, drawn.settings)} rename column ${wrap(fluent.get('from'))} to ${wrap(fluent.get('to'))}`]
  },
  dropColumn: ({ fluent }, { table, settings }) => [
    `alter table ${wrapTable(table, settings)} ${listOf(fluent.get('columns'))
      .map(column => `drop column ${wrap(column)}`)
      .join(', ')}`,
  ],
  primary: ({ fluent }, { table, settings }) => [
    `alter table ${wrapTable(table, settings)} add primary key (${columnize(fluent.get('columns'))})`,
  ],
  unique,
  index,
  fulltext: fullText,
  spatialIndex: (command, drawn) => {
    command.fluent.set('algorithm', 'gist')
    return index(command, drawn)
  },
  vectorIndex: index,
  foreign,
  drop: (_, { table, settings }) => [`drop table ${wrapTable(table, settings)}`],
  dropIfExists: (_, { table, settings }) => [`drop table if exists ${wrapTable(table, settings)}`],
  rename: ({ fluent }, { table, settings }) => [
    `alter table ${wrapTable(table, settings)} rename to ${wrapTable(fluent.get('to'), settings)}`,
  ],
  renameIndex: ({ fluent }) => [`alter index ${wrap(fluent.get('from'))} rename to ${wrap(fluent.get('to'))}`],
  dropPrimary: (_, { table, settings }) => {
    const name = toText(table)
    const bare = settings.major >= 11 ? name.slice(name.lastIndexOf('.') + 1) : name
    const key = wrap(`${settings.major >= 10 ? settings.prefix : ''}${bare}_pkey`)
    return [`alter table ${wrapTable(table, settings)} drop constraint ${key}`]
  },
  dropUnique: dropConstraint,
  dropForeign: dropConstraint,
  dropIndex,
  dropFullText: dropIndex,
  dropSpatialIndex: dropIndex,
  dropVectorIndex: dropIndex,
  Comment: comment,
  AutoIncrementStartingValues: startingValue,
  tableComment: ({ fluent }, { table, settings }) => [
    `comment on table ${wrapTable(table, settings)} is '${toText(fluent.get('comment')).replaceAll("'", "''")}'`,
  ],
}
