import { keyOf, sibling, type Name } from '../model/name.ts'
import { columnIn, type NotNull, type Schema, type Table } from '../model/schema.ts'
import { chosenName } from './chosen-name.ts'
import { putTable } from './edit.ts'
import { notNullOn } from './not-null.ts'
import type { Semantics } from './step.ts'
import { tablesNaming } from './table-lookups.ts'

/** Has the column a NOT NULL that the model keeps no name of, since it is the usual one? */
const isPlain = (table: Table | undefined, column: string): boolean =>
  table !== undefined &&
  table.partitionOf === undefined &&
  columnIn(table, column)?.nullable === false &&
  notNullOn(table, column) === undefined

/** `a_b_c_not_null` may be that of `a_b.c` and of `a.b_c`. */
const isPlainElsewhere = (schema: Schema, table: Table, name: string): boolean => {
  const stem = /^(.+)_not_null$/.exec(name)?.[1] ?? ''
  return [...stem.matchAll(/_/g)].some(({ index }) => {
    const other = sibling(table.name, stem.slice(0, index))
    return keyOf(other) !== keyOf(table.name) && isPlain(schema.tables.get(keyOf(other)), stem.slice(index + 1))
  })
}

/** @param plain columns whose NOT NULL has the usual name */
const isTaken = (schema: Schema, table: Table, plain: readonly string[], name: string): boolean =>
  table.constraints.some(each => each.name === name) ||
  plain.some(column => chosenName(table.name.name, [column], 'not_null') === name) ||
  tablesNaming(schema, name).some(
    each => each.name.schema === table.name.schema && keyOf(each.name) !== keyOf(table.name) && each.constraints.some(c => c.name === name),
  ) ||
  isPlainElsewhere(schema, table, name)

/**
 * PostgreSQL 18 gives a new NOT NULL a number where any constraint of the same schema has the name it would choose: one of a table
 * or a column that was called so before, or a check. It then stands on the table by that name.
 */
export const withNumberedNotNulls = (before: Schema, after: Schema, name: Name, { namesNotNull }: Semantics): Schema => {
  const key = keyOf(name)
  const [was, made] = [before.tables.get(key), after.tables.get(key)]
  if (namesNotNull !== true || made === undefined || made.partitionOf !== undefined) return after
  let table = made
  const isOld = (column: string): boolean => was !== undefined && columnIn(was, column)?.nullable === false
  const all = made.columns.flatMap(({ name: column }) => (isPlain(made, column) ? [column] : []))
  const plain = all.filter(isOld)
  for (const column of all) {
    if (isOld(column)) continue
    const nameAt = (count: number): string => chosenName(name.name, [column], `not_null${count === 0 ? '' : count}`)
    let count = 0
    while (isTaken(before, table, plain, nameAt(count))) count += 1
    if (count === 0) {
      plain.push(column)
      continue
    }
    const numbered: NotNull = { kind: 'not-null', name: nameAt(count), column, validated: true }
    table = { ...table, constraints: [...table.constraints, numbered] }
  }
  return table === made ? after : putTable(after, table)
}
