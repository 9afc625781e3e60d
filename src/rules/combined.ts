import { keyOf, type Name } from '../model/name.ts'
import type { Constraint, Schema } from '../model/schema.ts'
import type { Recorded } from '../history/recorder.ts'

const withConstraints = (schema: Schema, key: string, change: (constraint: Constraint) => readonly Constraint[]): Schema => {
  const table = schema.tables.get(key)
  if (table === undefined) return schema
  return { ...schema, tables: schema.tables.with(key, { ...table, constraints: table.constraints.flatMap(change) }) }
}

/**
 * The schema an action of one ALTER TABLE really meets. The server takes the actions in passes of its own, whatever order
 * they are written in: drops come first, and what is validated in the statement counts as proven only after it (T1, T2).
 *
 * @param actions all steps of the statement, in the order written
 */
export function metInStatement(one: Recorded, actions: readonly Recorded[]): Schema {
  if (actions.length === 1) return one.before
  const at = actions.indexOf(one)
  return actions.reduce((schema, { step }, index) => {
    if (step.kind === 'drop-constraint' && index > at) {
      return withConstraints(schema, keyOf(step.table), constraint => (constraint.name === step.constraint.name ? [] : [constraint]))
    }
    if (step.kind === 'validate-constraint' && index < at && one.step.kind !== 'drop-constraint') {
      return withConstraints(schema, keyOf(step.table), constraint =>
        constraint.name === step.constraint.name && 'validated' in constraint ? [{ ...constraint, validated: false }] : [constraint],
      )
    }
    return schema
  }, one.before)
}

/** A foreign key of a table without rows, or on columns that the same statement adds without a value (T9), has nothing to look up. */
export const hasNothingToCheck = ({ step }: Recorded, actions: readonly Recorded[], isLive: (relation: Name) => boolean): boolean => {
  if (step.kind === 'validate-constraint') return !isLive(step.table)
  if (step.kind !== 'add-constraint' || step.constraint.kind !== 'foreign-key') return false
  if (!isLive(step.table)) return true
  return step.constraint.columns.every(name =>
    actions.some(
      ({ step: other }) =>
        other.kind === 'add-column' &&
        other.column.name === name &&
        other.column.default === undefined &&
        other.column.generated === undefined &&
        other.column.identity === undefined,
    ),
  )
}
