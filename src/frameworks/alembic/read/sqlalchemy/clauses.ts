import { argument, knownItems } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import { isKind, isThing, isUnknown, native, Opaque, type Given, type Native, type Thing, type Value } from '../python/values.ts'
import { columnSql } from './sql-column.ts'
import { enclosed, literalOf, rawSql, sqlOf, sqlThing, type Sql, type SqlType } from './sql.ts'
import { typeFrom } from './types.ts'

type Clause = (given: Given) => Value

const [first, second] = [({ args }: Given): Value => args[0] ?? null, ({ args }: Given): Value => args[1] ?? null]

/** `text('… :name …').bindparams(name=1)` */
export const textClause = (text: string): Thing =>
  sqlThing(rawSql(text), {
    get: name => {
      if (name === 'bindparams' || name === 'params')
        return native(name, ({ args, named }) => {
          const values = new Map(named)
          for (const each of args) {
            const { key, value } = (isThing(each, 'sql') ? each.data : {}) as { key?: string; value?: Value }
            if (key === undefined || value === undefined) throw new Opaque('binds what is not followed')
            values.set(key, value)
          }
          return textClause(withBinds(text, values))
        })
      if (name === 'columns' || name === 'execution_options') return native(name, () => textClause(text))
      return undefined
    },
  })

/** The text with its parameters written in. */
export const withBinds = (text: string, values: ReadonlyMap<string, Value>): string =>
  text.replace(/(?<![:\p{L}\p{N}_$\\]):([\p{L}\p{N}_$]+)(?![:\p{L}\p{N}_$])/gu, (whole, name: string) => {
    const value = values.get(name)
    if (value === undefined) return whole
    // A tuple is what IN takes.
    const literal =
      isKind(value, 'list') && value.type === 'tuple' ? `(${value.items.map(item => literalOf(item)).join(', ')})` : literalOf(value)
    // What is written in has no parameters any more.
    return literal.replace(/:(?=[\p{L}\p{N}_$])/gu, '\\:')
  })

const constant =
  (text: string): Clause =>
  () =>
    sqlThing({ print: () => text, isAtomic: true })

const operand = (value: Value): Sql => {
  if (isThing(value, 'sql')) return sqlOf(value)
  const literal = literalOf(value)
  return { print: () => literal, isAtomic: true }
}

const connected =
  (word: string): Clause =>
  ({ args }) => {
    const parts = args.flatMap(each => (isKind(each, 'list') ? each.items : [each])).map(operand)
    return parts.length === 1
      ? sqlThing(parts[0]!)
      : sqlThing({ print: q => parts.map(part => enclosed(part, q)).join(` ${word} `), isAtomic: false })
  }

const cast: Clause = given => {
  const [value, type] = [operand(argument(given, 'expression', 0) ?? null), typeFrom(argument(given, 'type_', 1))]
  return sqlThing({ print: q => `CAST(${value.print(q)} AS ${type.sql})`, isAtomic: true, type })
}

const ordered =
  (words: string): Clause =>
  given => {
    const value = typeof first(given) === 'string' ? columnSql(textOf(first(given))) : sqlOf(first(given))
    return sqlThing({
      print: q => `${enclosed(value, q)} ${words}`,
      isAtomic: true,
      ...(value.name === undefined ? {} : { name: value.name }),
    })
  }

const cases: Clause = given => {
  const whens = given.args
    .flatMap(each => (isKind(each, 'list') && each.type === 'list' ? each.items : [each]))
    .map(pair => knownItems(pair).map(operand) as [Sql, Sql])
  const otherwise = argument(given, 'else_')
  const end = otherwise === undefined ? undefined : operand(otherwise)
  return sqlThing({
    print: q =>
      `CASE ${whens.map(([when, then]) => `WHEN ${when.print(q)} THEN ${then.print(q)}`).join(' ')}${end === undefined ? '' : ` ELSE ${end.print(q)}`} END`,
    isAtomic: true,
  })
}

const bindparam: Clause = given => {
  const [name, value] = [argument(given, 'key', 0), argument(given, 'value', 1)]
  if (typeof name !== 'string' || value === undefined) throw new Opaque('binds what only running it could tell')
  return {
    ...sqlThing({ print: () => literalOf(value), isAtomic: true }),
    data: { print: () => literalOf(value), isAtomic: true, key: name, value },
  }
}

/** Functions that the standard writes without parentheses. */
const bare = new Set([
  'current_timestamp',
  'current_date',
  'current_time',
  'localtime',
  'localtimestamp',
  'current_user',
  'session_user',
  'user',
])

/** `func.lower(x)`, `func.pg_catalog.now()` */
export const functionClause = (path: string): Native =>
  native(`func.${path}`, ({ args }) => {
    const operands = args.map(operand)
    return sqlThing({
      print: q =>
        bare.has(path.toLowerCase()) && operands.length === 0
          ? path.toUpperCase()
          : `${path}(${operands.map(each => each.print(q)).join(', ')})`,
      isAtomic: true,
    })
  })

const typed = (value: Value): { readonly type?: SqlType } =>
  value === null || !(isThing(value, 'type') || isThing(value, 'type-maker')) ? {} : { type: typeFrom(value) }

export const clauses: Readonly<Record<string, Clause>> = {
  text: given => {
    const said = first(given)
    if (isUnknown(said)) throw new Opaque(said.reason)
    return textClause(textOf(argument(given, 'text', 0) ?? null))
  },
  DDL: given => textClause(textOf(first(given))),
  column: given => {
    if (isUnknown(first(given))) throw new Opaque('names a column that only running it could tell')
    return sqlThing(columnSql(textOf(first(given)), undefined, typed(argument(given, 'type_', 1) ?? null).type))
  },
  literal_column: given => sqlThing({ ...rawSql(textOf(first(given))), isAtomic: true }),
  literal: given => sqlThing({ print: () => literalOf(first(given)), isAtomic: true }),
  true: constant('true'),
  false: constant('false'),
  null: constant('NULL'),
  and_: connected('AND'),
  or_: connected('OR'),
  not_: given => sqlThing({ print: q => `NOT ${enclosed(operand(first(given)), q)}`, isAtomic: false }),
  cast,
  type_coerce: given => sqlThing(operand(first(given))),
  desc: ordered('DESC'),
  asc: ordered('ASC'),
  nullslast: ordered('NULLS LAST'),
  nulls_last: ordered('NULLS LAST'),
  nullsfirst: ordered('NULLS FIRST'),
  nulls_first: ordered('NULLS FIRST'),
  case: cases,
  bindparam,
  tuple_: ({ args }) => sqlThing({ print: q => `(${args.map(each => operand(each).print(q)).join(', ')})`, isAtomic: true }),
  exists: given => sqlThing({ print: q => `EXISTS (${sqlOf(first(given)).print(q)})`, isAtomic: true }),
  array: given =>
    sqlThing({
      print: q =>
        `ARRAY[${knownItems(first(given))
          .map(each => operand(each).print(q))
          .join(', ')}]`,
      isAtomic: true,
    }),
  extract: given => sqlThing({ print: q => `EXTRACT(${textOf(first(given))} FROM ${operand(second(given)).print(q)})`, isAtomic: true }),
  collate: given => sqlThing({ print: q => `${enclosed(operand(first(given)), q)} COLLATE "${textOf(second(given))}"`, isAtomic: true }),
}
