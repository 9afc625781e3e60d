import { keyOf } from '../model/name.ts'
import type { Schema } from '../model/schema.ts'
import { editColumn, editFamily, tableOf } from './edit.ts'
import { exact, exactBut } from './inverse.ts'
import { isRequired, notNullOn, refuseRequired, requiredAgain } from './not-null.ts'
import type { StepBehaviour, StepOf } from './step.ts'

const hasAny = (schema: Schema, { table, column }: Pick<StepOf<'drop-not-null'>, 'table' | 'column'>): boolean =>
  isRequired(schema, table, column) || notNullOn(schema.tables.get(keyOf(table)), column) !== undefined

export const dropNotNull: StepBehaviour<StepOf<'drop-not-null'>> = {
  /** Partitions lose theirs too, even (before 18) where the parent has none. */
  apply: (step, schema, semantics) => {
    refuseRequired(step, tableOf(step, schema, step.table), step.column)
    if (semantics.namesNotNull !== false && !hasAny(schema, step)) return schema
    const done = editColumn(step, schema, step.table, step.column, column => ({ ...column, nullable: true }))
    return editFamily(step, done, step.table, table => ({
      ...table,
      constraints: table.constraints.filter(c => c.kind !== 'not-null' || c.column !== step.column),
    }))
  },
  invert: ({ table, column }, before) => {
    const constraint = notNullOn(before.tables.get(keyOf(table)), column)
    const again = requiredAgain(before, table, column)
    // Named ones (18) were not touched then.
    if (!hasAny(before, { table, column })) return exact(...again.filter(step => step.kind === 'set-not-null'))
    return exactBut(
      `fails if a row holds NULL in ${keyOf(table)}.${column} by then`,
      constraint === undefined ? { kind: 'set-not-null', table, column } : { kind: 'add-constraint', table, constraint },
      ...again,
    )
  },
  describe: ({ table, column }) => `drop not null from ${keyOf(table)}.${column}`,
}
