import { keyOf } from '../model/name.ts'
import type { Schema, Table } from '../model/schema.ts'
import { indexOf, partitionedOf, putTable, refuse, replaceNamed, tableOf } from './edit.ts'
import { isSameIndex } from './inherit.ts'
import { exact, leaves } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

const directPartitions = (schema: Schema, parent: Table): readonly Table[] =>
  Object.values(schema.tables).filter(t => t.partitionOf !== undefined && keyOf(t.partitionOf.parent) === keyOf(parent.name))

export const attachIndex: StepBehaviour<StepOf<'attach-index'>> = {
  /** The parent's index becomes valid with the last partition's. */
  apply: (step, schema) => {
    const parent = partitionedOf(step, schema, step.parent)
    const index = indexOf(step, parent, step.index)
    const partition = tableOf(step, schema, step.partition)
    const own = indexOf(step, partition, step.partitionIndex)
    if (partition.partitionOf === undefined || keyOf(partition.partitionOf.parent) !== keyOf(parent.name)) refuse(step, `${keyOf(partition.name)} is no partition of ${keyOf(parent.name)}`)
    if (!isSameIndex(own, index)) refuse(step, `${own.name} does not match ${index.name} (42P17)`)
    const attached = putTable(schema, { ...partition, indexes: replaceNamed(partition.indexes, own.name, i => ({ ...i, inherited: true })) })
    const isWhole = directPartitions(attached, parent).every(t => t.indexes.some(i => i.inherited && i.valid && isSameIndex(i, index)))
    return isWhole ? putTable(attached, { ...parent, indexes: replaceNamed(parent.indexes, index.name, i => ({ ...i, valid: true })) }) : attached
  },
  /** There is no way to detach it; dropping the parent's index takes the partition's with it. */
  invert: ({ parent, index, partition, partitionIndex }, before) => {
    if (before.tables[keyOf(partition)]?.indexes.some(i => i.name === partitionIndex && i.inherited)) return exact()
    return leaves(`${keyOf(partition)}: index ${partitionIndex} stays attached to ${index} of ${keyOf(parent)}`)
  },
  describe: ({ index, partitionIndex }) => `attach index ${partitionIndex} to ${index}`,
}
