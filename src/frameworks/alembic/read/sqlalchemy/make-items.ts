import { argument, knownItems } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import { isKind, isThing, isUnknown, isWhole, Opaque, type Given, type Value } from '../python/values.ts'
import type { CheckItem, ColumnItem, ConstraintItem, ExcludeItem, ForeignKeyItem, IdentityItem, IndexItem, KeyItem } from './items.ts'
import { nameSaid } from './naming.ts'
import { columnSql } from './sql-column.ts'
import { sqlOf, sqlOrText, type Sql } from './sql.ts'

export const flag = (given: Given, name: string): boolean | undefined => {
  const value = argument(given, name)
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value
  if (isWhole(value)) return Number(value) !== 0
  throw new Opaque(isUnknown(value) ? value.reason : `has ${name} that is not followed`)
}

export const optionalText = (given: Given, name: string, position = -1): string | undefined => {
  const value = argument(given, name, position)
  if (value === undefined || value === null) return undefined
  return textOf(value)
}

/** A column by its name or as an object. */
const columnName = (value: Value): string => {
  if (typeof value === 'string') return value
  if (isThing(value, 'column')) return (value.data as ColumnItem).name
  if (isThing(value, 'sql') && (value.data as Sql).name !== undefined) return (value.data as Sql).name!
  throw new Opaque(isUnknown(value) ? value.reason : 'names a column in a way that is not followed')
}

export const columnNames = (value: Value | undefined): readonly string[] =>
  value === undefined || value === null ? [] : typeof value === 'string' ? [value] : knownItems(value).map(columnName)

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

export const deferring = (given: Given) =>
  defined({
    deferrable: flag(given, 'deferrable'),
    initially: optionalText(given, 'initially'),
    notValid: flag(given, 'postgresql_not_valid'),
  })

/** `users.id`, `app.users.id`. */
const targetOf = (value: Value | undefined): { readonly schema?: string; readonly table: string; readonly column: string } => {
  if (isThing(value, 'sql')) {
    const { table } = (value.data as Sql & { readonly table?: { readonly name: string; readonly schema?: string } }) ?? {}
    const { name } = value.data as Sql
    if (table !== undefined && name !== undefined) return defined({ schema: table.schema, table: table.name, column: name })
  }
  if (typeof value !== 'string') throw new Opaque(isUnknown(value) ? value.reason : 'references a column in a way that is not followed')
  const parts = value.split('.')
  const [column, table, ...schema] = parts.toReversed() as [string, string | undefined, ...string[]]
  if (table === undefined) throw new Opaque(`references ${value}, without a column`)
  return schema.length === 0 ? { table, column } : { schema: schema.toReversed().join('.'), table, column }
}

/** The clauses that a column of a foreign key and the constraint share. */
const reference = (given: Given, columns: readonly string[], targets: readonly Value[]): ForeignKeyItem => {
  const all = targets.map(targetOf)
  const [first] = all
  if (first === undefined) throw new Opaque('references no column')
  return {
    kind: 'foreign-key',
    name: nameSaid(argument(given, 'name')),
    columns,
    target: {
      table: first.table,
      columns: all.map(({ column }) => column),
      ...(first.schema === undefined ? {} : { schema: first.schema }),
    },
    ...defined({
      onDelete: optionalText(given, 'ondelete'),
      onUpdate: optionalText(given, 'onupdate'),
      match: optionalText(given, 'match'),
    }),
    ...deferring(given),
    useAlter: flag(given, 'use_alter') ?? false,
  }
}

export const makeForeignKey = (given: Given): ForeignKeyItem => reference(given, [], [argument(given, 'column', 0) ?? null])

export const makeForeignKeyConstraint = (given: Given): ForeignKeyItem =>
  reference(
    { args: given.args, named: new Map([...(given.args[2] === undefined ? [] : [['name', given.args[2]] as const]), ...given.named]) },
    columnNames(argument(given, 'columns', 0)),
    knownItems(argument(given, 'refcolumns', 1) ?? null),
  )

export const makeKey =
  (kind: KeyItem['kind']) =>
  (given: Given): KeyItem => ({
    kind,
    name: nameSaid(argument(given, 'name')),
    columns: given.args.map(columnName),
    include: columnNames(argument(given, 'postgresql_include')),
    ...defined({ nullsNotDistinct: flag(given, 'postgresql_nulls_not_distinct') }),
    ...deferring(given),
  })

export const makeCheck = (given: Given): CheckItem => ({
  kind: 'check',
  name: nameSaid(argument(given, 'name', 1)),
  condition: sqlOrText(argument(given, 'sqltext', 0)),
  ...deferring(given),
})

/** `{'name': 'gin_trgm_ops'}` */
const textMap = (value: Value | undefined): ReadonlyMap<string, string> =>
  new Map(isKind(value, 'dict') ? [...value.entries.values()].map(([key, item]) => [textOf(key), textOf(item)]) : [])

export const makeExclude = (given: Given): ExcludeItem => {
  const where = argument(given, 'where')
  return {
    kind: 'exclude',
    name: nameSaid(argument(given, 'name')),
    elements: given.args.map(element => {
      const [what = null, operator = null] = knownItems(element)
      return { sql: partOf(what), operator: textOf(operator) }
    }),
    using: optionalText(given, 'using') ?? 'gist',
    ...(where === undefined || where === null ? {} : { where: sqlOrText(where) }),
    operatorClasses: textMap(argument(given, 'ops')),
    ...deferring(given),
  }
}

/** A part of an index: a column by its name, or SQL. */
export const partOf = (value: Value): Sql => {
  if (typeof value === 'string') return columnSql(value)
  if (isThing(value, 'column')) return columnSql((value.data as ColumnItem).name)
  return sqlOf(value)
}

/** @param parts its columns and expressions */
export const makeIndex = (given: Given, name: Value | undefined, parts: readonly Value[]): IndexItem => {
  const where = argument(given, 'postgresql_where')
  const storage = argument(given, 'postgresql_with')
  return {
    kind: 'index',
    name: nameSaid(name),
    parts: parts.map(partOf),
    unique: flag(given, 'unique') ?? false,
    concurrently: flag(given, 'postgresql_concurrently') ?? false,
    include: columnNames(argument(given, 'postgresql_include')),
    operatorClasses: textMap(argument(given, 'postgresql_ops')),
    with: isKind(storage, 'dict')
      ? [...storage.entries.values()].map(
          ([key, value]) => [textOf(key), value === null ? undefined : typeof value === 'boolean' ? String(value) : textOf(value)] as const,
        )
      : [],
    ...(where === undefined || where === null ? {} : { where: sqlOrText(where) }),
    ...defined({
      using: optionalText(given, 'postgresql_using'),
      nullsNotDistinct: flag(given, 'postgresql_nulls_not_distinct'),
      tablespace: optionalText(given, 'postgresql_tablespace'),
    }),
  }
}

const numbers: readonly (readonly [string, string])[] = [
  ['increment', 'INCREMENT BY'],
  ['start', 'START WITH'],
  ['minvalue', 'MINVALUE'],
  ['maxvalue', 'MAXVALUE'],
]

/** `START WITH 1 INCREMENT BY 2 …` of an identity or a sequence. */
export const sequenceOptions = (given: Given): string => {
  const numberOf = (name: string): number | bigint | undefined => {
    const value = argument(given, name)
    if (value === undefined || value === null) return undefined
    if (isWhole(value)) return value
    throw new Opaque(isUnknown(value) ? value.reason : `has ${name} that is not followed`)
  }
  const cycle = flag(given, 'cycle')
  return [
    ...numbers.flatMap(([name, words]) => {
      const value = numberOf(name)
      return value === undefined ? [] : [`${words} ${value}`]
    }),
    ...(flag(given, 'nominvalue') === true ? ['NO MINVALUE'] : []),
    ...(flag(given, 'nomaxvalue') === true ? ['NO MAXVALUE'] : []),
    ...(numberOf('cache') === undefined ? [] : [`CACHE ${numberOf('cache')}`]),
    ...(cycle === undefined ? [] : [cycle ? 'CYCLE' : 'NO CYCLE']),
  ].join(' ')
}

export const makeIdentity = (given: Given): IdentityItem => ({
  kind: 'identity',
  always: argument(given, 'always', 0) === true,
  options: sequenceOptions(given),
})

export const makeComputed = (given: Given) => ({
  kind: 'computed' as const,
  sql: sqlOrText(argument(given, 'sqltext', 0)),
  ...defined({ persisted: given.args[1] === undefined ? flag(given, 'persisted') : given.args[1] === true }),
})

export const isConstraint = (item: { readonly kind: string }): item is ConstraintItem =>
  ['foreign-key', 'primary-key', 'unique', 'check', 'exclude'].includes(item.kind)
