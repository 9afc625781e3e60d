import { primaryKeyOf, type Table } from '../model/schema.ts'
import type { StepOf } from '../steps/step.ts'

type Backfill = StepOf<'backfill'>

/**
 * Fills columns of a live table, in batches that follow its primary key.
 *
 * @param where rows still to do; true for none of them once it is through
 */
export const fillRows = (table: Table, set: Backfill['set'], where: string): Backfill => ({
  kind: 'backfill',
  table: table.name,
  set,
  where,
  key: primaryKeyOf(table)?.columns ?? [],
})

/** Makes a column follow an expression in every row that differs from it. */
export const fillColumn = (table: Table, column: string, expression: string, quote: (identifier: string) => string): Backfill =>
  fillRows(table, [{ column, expression }], `${quote(column)} IS DISTINCT FROM ${expression}`)
