import { keyOf } from '../model/name.ts'
import { columnIn, tableIn, type Column } from '../model/schema.ts'
import { conversion } from './conversion.ts'
import { pinsOfColumn } from './dependents.ts'
import { columnOf, editColumn, refuse, refuseOnPartition, tableOf } from './edit.ts'
import { quoted } from './lexical.ts'
import { refuseUnknownTypes } from './owned.ts'
import type { StepBehaviour, StepOf } from './step.ts'

/**
 * Comment, grants, NOT NULL, a serial's sequence stay as they are; the server resets storage and compression.
 * A default that neither side of the step mentions stays too.
 */
const changed = (column: Column, { from, to }: StepOf<'alter-column-type'>): Column => ({
  ...column,
  type: to.type,
  collation: to.collation,
  default: from.default === undefined && to.default === undefined ? column.default : to.default,
  storage: to.storage,
  compression: to.compression,
})

export const alterColumnType: StepBehaviour<StepOf<'alter-column-type'>> = {
  apply: (step, schema, semantics) => {
    const table = tableOf(step, schema, step.table)
    const { name } = columnOf(step, table, step.from.name)
    refuseOnPartition(step, table, 'the type of a column')
    refuseUnknownTypes(step, schema, [step.to])
    const pins = pinsOfColumn(schema, table, name, semantics)
    if (pins.length > 0) refuse(step, `${pins.join(', ')} depends on ${keyOf(table.name)}.${name}; the server refuses another type (0A000)`)
    return editColumn(step, schema, step.table, name, column => changed(column, step))
  },
  /** The way back is the same statement; what it can give back depends on what the two types can hold. */
  invert: (step, before) => {
    const table = tableIn(before, step.table)
    const from = (table && columnIn(table, step.from.name)) ?? step.from
    const path = `${keyOf(step.table)}.${from.name}`
    const back = conversion(step.to.type, from.type)
    const using = step.usingBack ?? (back.needsCast ? `${quoted(from.name)}::${from.type.native}` : undefined)
    const steps = [
      { kind: 'alter-column-type', table: step.table, from: changed(from, step), to: from, using, usingBack: step.using },
    ] as const
    if (conversion(from.type, step.to.type).rounds || (step.using !== undefined && step.usingBack === undefined))
      return {
        grade: 'loses data',
        steps,
        because: `${path} was converted to ${step.to.type.native}, and what that changed is not changed back`,
      }
    if (step.usingBack !== undefined || back.rounds)
      return { grade: 'loses later writes', steps, because: `what ${from.type.native} cannot hold of ${path} is converted` }
    return {
      grade: 'exact',
      steps,
      ...(back.canFail ? { because: `fails if a value written to ${path} since does not fit ${from.type.native}` } : {}),
    }
  },
  describe: ({ table, from, to }) => `change type of ${keyOf(table)}.${from.name} to ${to.type.native}`,
}
