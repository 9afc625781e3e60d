import { keyOf } from '../model/name.ts'
import { tableIn, type Check, type Schema, type Table } from '../model/schema.ts'
import { chosenName } from './chosen-name.ts'
import { editTable, refuse } from './edit.ts'
import { exactUnless } from './inverse.ts'
import { quoted } from './lexical.ts'
import { boundsAsChecks, isDefaultBounds } from './partition-bounds.ts'
import type { StepBehaviour, StepOf } from './step.ts'

/**
 * A concurrent detach leaves the bounds as a check, unless one of the table's own implies them (measured on 14 and 18;
 * hash partitions get none). Told apart here by its text alone.
 */
const leftBehind = (schema: Schema, table: Table, { partitionOf }: StepOf<'detach-partition'>): readonly Check[] => {
  const parent = tableIn(schema, partitionOf.parent)
  if (parent?.partitioning === undefined || parent.partitioning.strategy === 'hash') return []
  const { inside } = boundsAsChecks(parent, table.partitionOf ?? partitionOf, quoted) ?? {
    inside: 'true' /* by several columns: not spelled out */,
  }
  if (table.constraints.some(c => c.kind === 'check' && c.validated && c.expression === inside)) return []
  const columns = parent.partitioning.columns.length === 1 ? parent.partitioning.columns : []
  const names = ['check', 'check1', 'check2'].map(label => chosenName(table.name.name, columns, label))
  const name = names.find(free => !table.constraints.some(c => c.name === free)) ?? names[0]!
  return [{ kind: 'check', name, expression: inside, validated: true }]
}

export const detachPartition: StepBehaviour<StepOf<'detach-partition'>> = {
  /** On PostgreSQL 18 a NOT NULL made by PARTITION OF keeps the parent's name for it, which the model does not know of. */
  apply: (step, schema) => {
    const { parent } = step.partitionOf
    const siblings = schema.tables.values().filter(t => t.partitionOf !== undefined && keyOf(t.partitionOf.parent) === keyOf(parent))
    if (step.online && siblings.some(t => isDefaultBounds(t.partitionOf?.bounds ?? '')))
      refuse(step, `${keyOf(parent)} has a default partition, so nothing can be detached concurrently (55000)`)
    return editTable(step, schema, step.table, table => {
      if (table.partitionOf === undefined || keyOf(table.partitionOf.parent) !== keyOf(parent))
        refuse(step, `${keyOf(table.name)} is no partition of ${keyOf(parent)}`)
      return {
        ...table,
        partitionOf: undefined,
        constraints: [
          ...table.constraints.map(constraint => ({ ...constraint, inherited: undefined })),
          ...(step.online ? leftBehind(schema, table, step) : []),
        ],
        indexes: table.indexes.map(index => ({ ...index, inherited: undefined })),
      }
    })
  },
  invert: (step, before) => {
    const { table } = step
    const found = tableIn(before, table)
    return exactUnless(
      found === undefined || !step.online ? [] : leftBehind(before, found, step).map(c => ({ what: `${keyOf(table)}: check ${c.name}` })),
      `fails if ${keyOf(table)} holds rows outside its bounds by then, or another partition rows inside them`,
      { kind: 'attach-partition', table, partitionOf: found?.partitionOf ?? step.partitionOf },
    )
  },
  describe: ({ table, partitionOf }) => `detach ${keyOf(table)} from ${keyOf(partitionOf.parent)}`,
}
