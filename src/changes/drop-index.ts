import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed } from './gates.ts'
import { migrate, type Candidate, type ChangeBehaviour, type Recipe, type Refusal } from './recipe.ts'
import { dropIndexSafely } from './safely.ts'

type DropIndex = ChangeOf<'drop-index'>

const online: Recipe<DropIndex> = ({ table: name, index }, context): Candidate | Refusal => {
  const table = tableIn(context.schema, name)!
  if (table.partitioning !== undefined && !context.isNew(table) && !context.isSmall(table)) {
    return {
      recipe: 'drop-index',
      how: 'drops the index of the whole partition tree: the server has no concurrent form',
      stages: [migrate(...dropIndexSafely(table, index, context))],
    }
  }
  const gate =
    index.unique && !context.isNew(table)
      ? [
          codeDeployed(
            `No running code relies on ${index.name}: no ON CONFLICT names its columns, and readers can meet the same value twice`,
            { kind: 'keep-rule' as const, table: name, rule: `nothing relies on ${index.name}` },
          ),
        ]
      : []
  return {
    recipe: 'drop-index',
    how: 'drops the index without making any query wait',
    stages: [{ ...migrate(...dropIndexSafely(table, index, context)), gate }],
    notes: [
      `Queries that used ${index.name} change their plan the moment it is gone; bringing it back takes a whole build. Look at pg_stat_user_indexes.idx_scan first.`,
    ],
  }
}

export const dropIndex: ChangeBehaviour<DropIndex> = {
  recipes: [online],
  direct: ({ table, index }) => [{ kind: 'drop-index', table, index, online: false }],
  describe: ({ table, index }) => `drop index ${index.name} of ${keyOf(table)}`,
}
