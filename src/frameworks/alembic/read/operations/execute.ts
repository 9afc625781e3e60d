import { argument, knownItems } from '../python/arguments.ts'
import { textOf } from '../python/text.ts'
import type { Node } from '../python/tree.ts'
import { isKind, isThing, isUnknown, Opaque, unknown, type Given, type Value } from '../python/values.ts'
import { withBinds } from '../sqlalchemy/clauses.ts'
import { literalOf, sqlThing, unescapeBinds, type Sql } from '../sqlalchemy/sql.ts'
import { insertion, tableOf } from '../sqlalchemy/table-clause.ts'
import type { Operation, Output } from './output.ts'

/** What the database answers is known when it is run. */
export const answer = unknown('asks the database')

/**
 * The statements that one call sends: one, or one for each set of values.
 *
 * @param statement text of SQL, `text()`, or a statement that was composed
 */
const statementsIn = (statement: Value, values: Value | undefined): readonly string[] => {
  if (isUnknown(statement)) throw new Opaque(statement.reason)
  if (isKind(statement, 'reference')) throw new Opaque(`runs ${statement.path}`)
  const sets = values === undefined || values === null ? undefined : isKind(values, 'list') ? values.items : [values]
  if (typeof statement === 'string' || (isThing(statement, 'sql') && (statement.data as Sql).text !== undefined)) {
    const text = typeof statement === 'string' ? statement : (statement.data as Sql).text!
    return sets === undefined ? [unescapeBinds(text)] : sets.map(set => unescapeBinds(withBinds(text, namesIn(set))))
  }
  if (isThing(statement, 'sql')) {
    if (sets !== undefined && sets.length > 0) return [insertionOf(statement, sets)]
    return [(statement.data as Sql).print(true)]
  }
  if (isKind(statement, 'thing') && typeof statement.data === 'object' && statement.data !== null && 'create' in statement.data)
    return (statement.data as { readonly create: readonly string[] }).create.map(unescapeBinds)
  throw new Opaque('runs a statement that is not followed')
}

/** `execute(table.insert(), rows)` */
const insertionOf = (statement: Value, rows: readonly Value[]): string => {
  const table = isThing(statement, 'sql') ? (statement.data as Sql & { readonly into?: Parameters<typeof insertion>[0] }).into : undefined
  if (table === undefined) throw new Opaque('runs a statement with values that are not followed')
  return insertion(table, rows)
}

const namesIn = (set: Value): ReadonlyMap<string, Value> => {
  if (!isKind(set, 'dict')) throw new Opaque(isUnknown(set) ? set.reason : 'binds values by position')
  return new Map([...set.entries.values()].map(([key, value]) => [textOf(key), value]))
}

/** Sends what a connection or a session is told to. */
export const run = (given: Given, at: Node, out: Output): void => {
  const statement = argument(given, 'statement', 0) ?? argument(given, 'sqltext') ?? given.named.get('object_') ?? null
  const values = argument(given, 'parameters', 1) ?? argument(given, 'params')
  const named = [...given.named].filter(
    ([name]) => !['statement', 'sqltext', 'parameters', 'params', 'execution_options', 'object_'].includes(name),
  )
  const all = statementsIn(
    statement,
    values ??
      (named.length === 0
        ? undefined
        : { kind: 'dict', entries: new Map(named.map(([key, value]) => [`s${key}`, [key, value] as const])) }),
  )
  for (const sql of all) out.say(sql, at)
}

export const execute: Operation = (given, at, out) => {
  const options = argument(given, 'execution_options', 1)
  const statement = argument(given, 'sqltext', 0) ?? null
  const send = (): void => {
    for (const sql of statementsIn(statement, undefined)) out.say(sql, at)
  }
  const level = isKind(options, 'dict') ? options.entries.get('sisolation_level')?.[1] : undefined
  if (level === 'AUTOCOMMIT') out.to.outsideTransaction(send)
  else send()
  return null
}

export const bulkInsert: Operation = (given, at, out) => {
  const table = tableOf(argument(given, 'table', 0))
  const rows = knownItems(argument(given, 'rows', 1) ?? null)
  if (rows.length > 0) out.say(insertion(table, rows), at)
  return null
}

export const inlineLiteral: Operation = given => {
  const value = given.args[0] ?? null
  return sqlThing({ print: () => literalOf(value), isAtomic: true })
}
