import { keyOf, sibling } from '../model/name.ts'
import { tableIn, type Index, type Table } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import { draft, expand, migrate, type Candidate, type ChangeBehaviour, type DraftStep, type Recipe, type RecipeContext, type Refusal } from './recipe.ts'
import { createIndexSafely, helperName } from './safely.ts'

type AddIndex = ChangeOf<'add-index'>

const online: Recipe<AddIndex> = ({ table: name, index }, context): Candidate | Refusal => {
  const table = tableIn(context.schema, name)!
  if (table.partitioning !== undefined) return perPartition(table, index, context)
  if (!context.engine.can.concurrentBuildsAreSafe) {
    return {
      recipe: 'concurrent-index',
      refused: 'concurrent builds can silently corrupt the index on PostgreSQL 14.0 to 14.3',
      instead: 'update the server to 14.4 or later, or use a maintenance window (--downtime)',
    }
  }
  const steps = createIndexSafely(table, index, context)
  return {
    recipe: 'concurrent-index',
    how: 'builds the index concurrently, outside a transaction',
    stages: [context.isNew(table) ? expand(...steps) : migrate(...steps)],
  }
}

/** CREATE INDEX on a partitioned parent blocks writes on all partitions; so: an empty parent index, one concurrent build per partition, attach. */
const perPartition = (table: Table, index: Index, context: RecipeContext): Candidate => ({
  recipe: 'index-per-partition',
  how: 'creates the index on the parent alone, builds it concurrently on each partition, and attaches those',
  stages: [migrate(...indexTree(table, index, context))],
})

const indexTree = (table: Table, index: Index, context: RecipeContext): readonly DraftStep[] => {
  const partitions = Object.values(context.schema.tables).filter(t => t.partitionOf !== undefined && keyOf(t.partitionOf.parent) === keyOf(table.name))
  return [
    draft({ kind: 'create-index', table: table.name, index: { ...index, valid: partitions.length === 0 }, online: false, parentOnly: true },
      { why: 'an entry on the parent alone: nothing is built, writes go on', avoids: 'blocks-writes', apart: true }),
    ...partitions.flatMap(partition => {
      const own = { ...index, name: helperName(partition.name.name, index.name) }
      return [
        ...(partition.partitioning === undefined ? createIndexSafely(partition, own, context) : indexTree(partition, own, context)),
        draft({ kind: 'attach-index', parent: table.name, index: index.name, partition: partition.name, partitionIndex: own.name },
          { why: 'once every partition is attached, the parent index becomes valid by itself', apart: true }),
      ]
    }),
  ]
}

export const addIndex: ChangeBehaviour<AddIndex> = {
  recipes: [online],
  direct: ({ table, index }) => [{ kind: 'create-index', table, index, online: false }],
  describe: ({ table, index }) => `add index ${index.name} on ${keyOf(sibling(table, table.name))}`,
}
