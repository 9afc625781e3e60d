import { keyOf } from '../model/name.ts'
import { columnIn, primaryKeyOf, type NotNull, type Schema, type Table } from '../model/schema.ts'
import { chosenName } from './chosen-name.ts'
import { columnOf, partitionsOf, refuse } from './edit.ts'
import type { Step } from './step.ts'

/** The NOT NULL constraint that stands on the table for a column, where its name or validity matters (PostgreSQL 18). */
export const notNullOn = (table: Table | undefined, column: string): NotNull | undefined =>
  table?.constraints.find((c): c is NotNull => c.kind === 'not-null' && c.column === column)

/** Its name, said or chosen by the server, if the column has one. */
export const nameOfNotNull = (table: Table, column: string): string | undefined =>
  notNullOn(table, column)?.name ??
  (columnIn(table, column)?.nullable === false ? chosenName(table.name.name, [column], 'not_null') : undefined)

/** Key and identity columns cannot be without it. */
export const refuseRequired = (step: Step, table: Table, column: string): void => {
  const path = `${keyOf(table.name)}.${column}`
  if (columnOf(step, table, column).identity !== undefined) refuse(step, `${path} is an identity column (42601)`)
  if (primaryKeyOf(table)?.columns.includes(column)) refuse(step, `${path} is in the primary key (42P16)`)
}

/** Partitions on which the column was NOT NULL before it was on their parent: taking it from the parent takes it from them. */
export const requiredAgain = (before: Schema, table: Table['name'], column: string): readonly Step[] =>
  partitionsOf(before, table).flatMap((each): readonly Step[] => {
    const constraint = notNullOn(each, column)
    if (constraint !== undefined) return constraint.inherited ? [] : [{ kind: 'add-constraint', table: each.name, constraint }]
    return columnIn(each, column)?.nullable === false ? [{ kind: 'set-not-null', table: each.name, column }] : []
  })

/** Is the column NOT NULL as it stands, every row of it? */
export const isRequired = (schema: Schema, table: Table['name'], column: string): boolean => {
  const found = schema.tables.get(keyOf(table))
  return found !== undefined && columnIn(found, column)?.nullable === false
}
