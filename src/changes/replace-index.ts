import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import { draft, expand, migrate, type Candidate, type ChangeBehaviour, type Recipe, type Refusal } from './recipe.ts'
import { createIndexSafely, dropIndexSafely, helperName } from './safely.ts'

type ReplaceIndex = ChangeOf<'replace-index'>

/** The new index stands before the old one goes; with one name for both, the old one steps aside first. */
const newFirst: Recipe<ReplaceIndex> = ({ table: name, from, to }, context): Candidate | Refusal => {
  const table = tableIn(context.schema, name)!
  if (table.partitioning !== undefined)
    return {
      recipe: 'new-first',
      refused: 'the index belongs to a partition tree',
      instead: 'add the new index, then drop the old one, as two changes',
    }
  const aside = from.name === to.name ? { ...from, name: helperName(from.name, 'old') } : from
  const steps = [...createIndexSafely(table, to, context), ...dropIndexSafely(table, aside, context)]
  return {
    recipe: 'new-first',
    how: 'builds the new index before it drops the old one, so that no query is without',
    stages: [
      ...(aside === from
        ? []
        : [
            expand(
              draft(
                { kind: 'rename-index', table: name, from: from.name, to: aside.name },
                { why: 'makes room for the new index under the final name' },
              ),
            ),
          ]),
      migrate(...steps),
    ],
  }
}

export const replaceIndex: ChangeBehaviour<ReplaceIndex> = {
  recipes: [newFirst],
  direct: ({ table, from, to }) => [
    { kind: 'drop-index', table, index: from, online: false },
    { kind: 'create-index', table, index: to, online: false },
  ],
  describe: ({ table, from, to }) => `replace index ${from.name}${from.name === to.name ? '' : ` by ${to.name}`} of ${keyOf(table)}`,
}
