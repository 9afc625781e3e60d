import { isSameName, keyOf } from '../../model/name.ts'
import type { Schema, Table } from '../../model/schema.ts'
import { columnsOf } from './expressions.ts'
import { tokensOf } from './tokens.ts'

/** Does the expression (of one of the table's objects) name the column? */
export const namesColumn = (expression: string | undefined, column: string, table: Table): boolean =>
  expression !== undefined &&
  tokensOf(expression)?.some(token => token.name === column) !== false &&
  columnsOf(expression, table.name).includes(column)

/** Objects that make the server refuse another type for the column (0A000): `view active_users`, `policy own on users`. */
export function dependentsOf(table: Table, column: string, schema: Schema): readonly string[] {
  const key = keyOf(table.name)
  const reads = (list: Readonly<Record<string, readonly string[]>> | undefined) => list?.[key]?.includes(column) === true
  return [
    ...schema.views
      .values()
      .filter(view => reads(view.reads))
      .map(view => `${view.materialized ? 'materialized view' : 'view'} ${keyOf(view.name)}`),
    ...table.columns
      .filter(other => other.name !== column && namesColumn(other.generated?.expression, column, table))
      .map(other => `generated column ${key}.${other.name}`),
    ...(table.triggers ?? []).filter(trigger => trigger.columns.includes(column)).map(trigger => `trigger ${trigger.name} on ${key}`),
    ...[table, ...schema.tables.values().filter(other => other.policies !== undefined && !isSameName(other.name, table.name))].flatMap(
      owner =>
        (owner.policies ?? [])
          .filter(policy =>
            [policy.using, policy.check].some(expression =>
              owner === table ? namesColumn(expression, column, table) : namesOther(expression, column, table),
            ),
          )
          .map(policy => `policy ${policy.name} on ${keyOf(owner.name)}`),
    ),
    ...schema.routines
      .values()
      .filter(routine => reads(routine.reads))
      .map(routine => `${routine.kind} ${keyOf(routine.name)}(${routine.arguments})`),
    ...(table.partitioning?.columns.includes(column) === true || namesColumn(table.partitioning?.key, column, table)
      ? [`the partition key of ${key}`]
      : []),
  ]
}

/** A policy of another table depends on the column when it reads both names in a sub-select. */
const namesOther = (expression: string | undefined, column: string, table: Table): boolean => {
  const words = expression === undefined ? [] : (tokensOf(expression)?.map(token => token.name) ?? [])
  return words.includes(table.name.name) && words.includes(column)
}
