import { textOf } from '../python/text.ts'
import { isKind, isThing, isUnknown, native, Opaque, type Thing, type Value } from '../python/values.ts'
import type { ColumnItem } from './items.ts'
import { qualifiedName, quoteIdentifier } from './names.ts'
import { columnSql } from './sql-column.ts'
import { enclosed, literalOf, sqlOf, sqlThing, type Sql, type SqlType } from './sql.ts'
import { typeFrom } from './types.ts'

/** A table as a value of the program: `sa.table(…)`, `sa.Table(…)`, what `create_table` gives. */
export interface TableClause {
  readonly name: string
  readonly schema?: string
  /** Types of its columns, as far as they are said. */
  readonly types: ReadonlyMap<string, SqlType | undefined>
  /** Values that the program gives where a row has none. */
  readonly defaults: ReadonlyMap<string, Value>
}

/** What the columns of a table say, for a table that is only written to. */
export const columnsSaid = (parts: readonly Value[]): Pick<TableClause, 'types' | 'defaults'> => {
  const types = new Map<string, SqlType | undefined>()
  const defaults = new Map<string, Value>()
  for (const part of parts) {
    if (isThing(part, 'column')) {
      const item = part.data as ColumnItem
      types.set(item.name, typeIfKnown(item.type))
      if (item.default !== undefined) defaults.set(item.name, item.default)
    } else if (isThing(part, 'sql')) {
      const { name, type } = part.data as Sql
      if (name !== undefined) types.set(name, type)
    }
  }
  return { types, defaults }
}

const typeIfKnown = (type: Value | undefined): SqlType | undefined =>
  isThing(type, 'type') || isThing(type, 'type-maker') ? typeFrom(type) : undefined

export const tableOf = (value: Value | undefined): TableClause => {
  if (isThing(value, 'table')) return value.data as TableClause
  if (isKind(value, 'class')) {
    const made = tableOfClass(value)
    if (made !== undefined) return made
  }
  throw new Opaque(isUnknown(value) ? value.reason : 'names a table in a way that is not followed')
}

/** The table of a mapped class. */
export const tableOfClass = (value: Extract<Value, { kind: 'class' }>): TableClause | undefined => {
  const name = value.members.get('__tablename__')
  if (typeof name !== 'string') return undefined
  const args = value.members.get('__table_args__')
  const options = isKind(args, 'list') ? args.items.at(-1) : args
  const schema = isKind(options, 'dict') ? options.entries.get('sschema')?.[1] : undefined
  const named = [...value.members].map(([key, member]): Value =>
    isThing(member, 'column')
      ? { ...member, data: { ...(member.data as ColumnItem), name: (member.data as ColumnItem).name || key } }
      : member,
  )
  return { name, ...(typeof schema === 'string' ? { schema } : {}), ...columnsSaid(named) }
}

export const tableThing = (table: TableClause): Thing => {
  const column = (name: string): Thing => sqlThing(columnSql(name, table, table.types.get(name)))
  const columns: Thing = {
    kind: 'thing',
    type: 'columns',
    get: name => (name === 'keys' ? native(name, () => ({ kind: 'list', type: 'list', items: [...table.types.keys()] })) : column(name)),
    item: key => column(textOf(key)),
    items: () => [...table.types.keys()].map(column),
  }
  return {
    kind: 'thing',
    type: 'table',
    data: table,
    get: name => {
      switch (name) {
        case 'c':
        case 'columns':
          return columns
        case 'name':
          return table.name
        case 'insert':
        case 'update':
        case 'delete':
          return native(name, given => statement(name, table, given.args, given.named))
        default:
          return undefined
      }
    },
  }
}

interface Parts {
  readonly values: readonly (readonly [string, Value])[]
  readonly rows?: readonly Value[]
  readonly where: readonly Sql[]
}

/** `insert(table)`, `table.update()`: the statement, which grows by what is said of it. */
export const statement = (
  verb: 'insert' | 'update' | 'delete',
  table: TableClause,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Thing => {
  const values = named.get('values')
  const condition = verb === 'insert' ? undefined : (named.get('whereclause') ?? args[0])
  return grown(verb, table, {
    values: values === undefined ? [] : entries(values),
    where: condition === undefined || condition === null ? [] : [sqlOf(condition)],
  })
}

const grown = (verb: 'insert' | 'update' | 'delete', table: TableClause, parts: Parts): Thing =>
  sqlThing(
    { print: () => printed(verb, table, parts), isAtomic: false, isStatement: true, ...(verb === 'insert' ? { into: table } : {}) } as Sql,
    {
      get: name => {
        switch (name) {
          case 'values':
            return native(name, given => {
              const [row] = given.args
              if (isKind(row, 'list')) return grown(verb, table, { ...parts, rows: row.items })
              return grown(verb, table, { ...parts, values: [...parts.values, ...(row === undefined ? [] : entries(row)), ...given.named] })
            })
          case 'where':
          case 'filter':
            return native(name, given => grown(verb, table, { ...parts, where: [...parts.where, ...given.args.map(sqlOf)] }))
          case 'inline':
          case 'execution_options':
            return native(name, () => grown(verb, table, parts))
          default:
            return undefined
        }
      },
    },
  )

const entries = (row: Value): readonly (readonly [string, Value])[] => {
  if (!isKind(row, 'dict')) throw new Opaque(isUnknown(row) ? row.reason : 'writes values that are not followed')
  return [...row.entries.values()].map(([key, value]) => [nameOf(key), value] as const)
}

const nameOf = (key: Value): string =>
  isThing(key, 'sql') ? ((key.data as Sql).name ?? textOf(key)) : isThing(key, 'column') ? (key.data as ColumnItem).name : textOf(key)

const printed = (verb: 'insert' | 'update' | 'delete', table: TableClause, { values, rows, where }: Parts): string => {
  const name = qualifiedName(table.name, table.schema)
  const condition =
    where.length === 0 ? '' : ` WHERE ${where.map(each => (where.length === 1 ? each.print(true) : enclosed(each, true))).join(' AND ')}`
  if (verb === 'delete') return `DELETE FROM ${name}${condition}`
  if (verb === 'update')
    return `UPDATE ${name} SET ${values.map(([key, value]) => `${quoteIdentifier(key)} = ${assigned(value, table.types.get(key))}`).join(', ')}${condition}`
  return insertion(table, rows ?? [{ kind: 'dict', entries: new Map(values.map(([key, value]) => [`s${key}`, [key, value] as const])) }])
}

const assigned = (value: Value, type: SqlType | undefined): string =>
  isThing(value, 'sql') ? enclosed(sqlOf(value), true) : literalOf(value, type)

/** INSERT of literal rows; the columns are those of the first, as for a driver. */
export const insertion = (table: TableClause, rows: readonly Value[]): string => {
  const all = rows.map(row => new Map(entries(row)))
  const [one] = all
  if (one === undefined) throw new Opaque('inserts no rows')
  const extra = [...table.defaults].filter(([name]) => !one.has(name))
  const columns = [...one.keys(), ...extra.map(([name]) => name)]
  const lines = all.map(row => {
    const given = columns.map(column => (row.has(column) ? row.get(column) : table.defaults.get(column)))
    if (given.includes(undefined)) throw new Opaque('inserts rows with different columns')
    return `(${given.map((value, n) => literalOf(value!, table.types.get(columns[n]!))).join(', ')})`
  })
  return `INSERT INTO ${qualifiedName(table.name, table.schema)} (${columns.map(quoteIdentifier).join(', ')}) VALUES ${lines.join(', ')}`
}

/** `select(…).where(…)`: what it selects from is told by its columns. */
export const selection = (parts: readonly Value[]): Thing =>
  selected(
    parts.flatMap(each => (isKind(each, 'list') ? each.items : [each])),
    [],
    undefined,
  )

const selected = (parts: readonly Value[], where: readonly Sql[], from: TableClause | undefined): Thing => {
  const print = (): string => {
    const columns = parts.map(part => (isThing(part, 'table') ? '*' : assigned(part, undefined)))
    const tables = [...(from === undefined ? [] : [from]), ...parts.flatMap(part => tablesOf(part))].map(table =>
      qualifiedName(table.name, table.schema),
    )
    const unique = [...new Set(tables)]
    return `SELECT ${columns.join(', ')}${unique.length === 0 ? '' : ` FROM ${unique.join(', ')}`}${where.length === 0 ? '' : ` WHERE ${where.map(each => enclosed(each, true)).join(' AND ')}`}`
  }
  return sqlThing(
    { print, isAtomic: false, isStatement: true },
    {
      get: name => {
        if (name === 'where' || name === 'filter') return native(name, given => selected(parts, [...where, ...given.args.map(sqlOf)], from))
        if (name === 'select_from') return native(name, given => selected(parts, where, tableOf(given.args[0])))
        return undefined
      },
    },
  )
}

const tablesOf = (part: Value): readonly TableClause[] => {
  if (isThing(part, 'table')) return [part.data as TableClause]
  const { table } = (isThing(part, 'sql') ? part.data : {}) as { table?: TableClause }
  return table === undefined ? [] : [table]
}
