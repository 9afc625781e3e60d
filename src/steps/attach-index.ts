import { keyOf } from '../model/name.ts'
import type { Index, Schema, Table } from '../model/schema.ts'
import { indexOf, partitionedOf, putTable, refuse, replaceNamed, tableOf } from './edit.ts'
import { isSameIndex } from './inherit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

const directPartitions = (schema: Schema, parent: Table): readonly Table[] =>
  schema.tables.values().filter(t => t.partitionOf !== undefined && keyOf(t.partitionOf.parent) === keyOf(parent.name))

/** A parent's index becomes valid with the last partition's, and so may the one above it. */
const validated = (schema: Schema, parent: Table, index: Index): Schema => {
  const isWhole = directPartitions(schema, parent).every(t => t.indexes.some(i => i.inherited && i.valid && isSameIndex(i, index)))
  if (!isWhole) return schema
  const after = putTable(schema, { ...parent, indexes: replaceNamed(parent.indexes, index.name, i => ({ ...i, valid: true })) })
  const above = parent.partitionOf && after.tables.get(keyOf(parent.partitionOf.parent))
  const theirs = index.inherited && above?.indexes.find(i => isSameIndex(i, index))
  return above !== undefined && theirs ? validated(after, above, theirs) : after
}

const apply = (step: StepOf<'attach-index'>, schema: Schema): Schema => {
  const parent = partitionedOf(step, schema, step.parent)
  const index = indexOf(step, parent, step.index)
  const partition = tableOf(step, schema, step.partition)
  const own = indexOf(step, partition, step.partitionIndex)
  if (partition.partitionOf === undefined || keyOf(partition.partitionOf.parent) !== keyOf(parent.name))
    refuse(step, `${keyOf(partition.name)} is no partition of ${keyOf(parent.name)}`)
  if (!isSameIndex(own, index)) refuse(step, `${own.name} does not match ${index.name} (42P17)`)
  const attached = putTable(schema, { ...partition, indexes: replaceNamed(partition.indexes, own.name, i => ({ ...i, inherited: true })) })
  return validated(attached, parent, index)
}

export const attachIndex: StepBehaviour<StepOf<'attach-index'>> = {
  apply,
  /** There is no way to detach it; dropping the parent's index takes the partition's with it. */
  invert: (step, before) => {
    const after = apply(step, before)
    const changed = [
      [step.partition, step.partitionIndex],
      [step.parent, step.index],
    ] as const
    const residue = changed.flatMap(([table, name]) => {
      const [was, is] = [before, after].map(schema => indexOf(step, tableOf(step, schema, table), name))
      return was?.inherited === is?.inherited && was?.valid === is?.valid ? [] : [{ what: `${keyOf(table)}: index ${name}` }]
    })
    if (residue.length === 0) return exact()
    return {
      grade: 'leaves residue',
      steps: [],
      residue,
      because: `${step.partitionIndex} stays attached to ${step.index}: the server has no way to detach an index`,
    }
  },
  describe: ({ index, partitionIndex }) => `attach index ${partitionIndex} to ${index}`,
}
