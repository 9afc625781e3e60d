import { keyOf } from '../model/name.ts'
import { editTable, refuse } from './edit.ts'
import { exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

const isDefault = (bounds: string): boolean => /^\s*default\s*$/i.test(bounds)

export const detachPartition: StepBehaviour<StepOf<'detach-partition'>> = {
  /** On PostgreSQL 18 a NOT NULL made by PARTITION OF keeps the parent's name for it, which the model does not know of. */
  apply: (step, schema) => {
    const { parent } = step.partitionOf
    const siblings = Object.values(schema.tables).filter(t => t.partitionOf !== undefined && keyOf(t.partitionOf.parent) === keyOf(parent))
    if (step.online && siblings.some(t => isDefault(t.partitionOf?.bounds ?? '')))
      refuse(step, `${keyOf(parent)} has a default partition, so nothing can be detached concurrently (55000)`)
    return editTable(step, schema, step.table, table => {
      if (table.partitionOf === undefined || keyOf(table.partitionOf.parent) !== keyOf(parent)) refuse(step, `${keyOf(table.name)} is no partition of ${keyOf(parent)}`)
      return {
        ...table,
        partitionOf: undefined,
        constraints: table.constraints.map(constraint => ({ ...constraint, inherited: undefined })),
        indexes: table.indexes.map(index => ({ ...index, inherited: undefined })),
      }
    })
  },
  invert: ({ table, partitionOf }, before) => exactBut(
    `fails if ${keyOf(table)} holds rows outside its bounds by then, or another partition rows inside them`,
    { kind: 'attach-partition', table, partitionOf: before.tables[keyOf(table)]?.partitionOf ?? partitionOf },
  ),
  describe: ({ table, partitionOf }) => `detach ${keyOf(table)} from ${keyOf(partitionOf.parent)}`,
}
