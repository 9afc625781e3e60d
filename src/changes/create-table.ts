import { keyOf } from '../model/name.ts'
import { tableIn, type ForeignKey, type Table } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import {
  draft,
  expand,
  type Candidate,
  type ChangeBehaviour,
  type DraftStep,
  type Recipe,
  type RecipeContext,
  type Refusal,
} from './recipe.ts'
import { referToLiveTable } from './safely.ts'

type CreateTable = ChangeOf<'create-table'>

/** The foreign keys of a table that is to be made, by the table in use they lock; those to itself or to new tables lock nobody. */
const byLiveParent = (table: Table, context: RecipeContext): ReadonlyMap<string, readonly ForeignKey[]> => {
  const groups = new Map<string, readonly ForeignKey[]>()
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'foreign-key' || constraint.inherited === true) continue
    const parent = tableIn(context.schema, constraint.references)
    if (parent === undefined || context.isNew(parent)) continue
    const key = keyOf(parent.name)
    groups.set(key, [...(groups.get(key) ?? []), constraint])
  }
  return groups
}

/**
 * The table with what locks at most one table in use, and the rest of its foreign keys one such table at a time: each
 * keeps writers of the referenced table waiting until its transaction commits.
 */
export const createTableSafely = (table: Table, context: RecipeContext): readonly DraftStep[] => {
  const [, ...others] = byLiveParent(table, context).values()
  const later = others.flat()
  return [
    draft({ kind: 'create-table', table: { ...table, constraints: table.constraints.filter(c => !later.some(key => key === c)) } }),
    ...later.flatMap(constraint => referToLiveTable(table, constraint)),
  ]
}

const plain: Recipe<CreateTable> = ({ table }, context): Candidate | Refusal => {
  const recipe = 'create-table'
  if (table.partitionOf !== undefined) {
    return {
      recipe,
      refused: `it is a partition of ${keyOf(table.partitionOf.parent)}`,
      instead: `write .createPartition('${keyOf(table.name)}', { of: '${keyOf(table.partitionOf.parent)}', bounds: … })`,
    }
  }
  const parents = [...byLiveParent(table, context).keys()]
  return {
    recipe,
    how:
      parents.length < 2
        ? 'creates the table; nobody uses it yet'
        : `creates the table, then ties it to ${parents.slice(1).join(', ')}, one referenced table at a time`,
    stages: [expand(...createTableSafely(table, context))],
  }
}

export const createTable: ChangeBehaviour<CreateTable> = {
  recipes: [plain],
  direct: ({ table }) => [{ kind: 'create-table', table }],
  describe: ({ table }) => `create table ${keyOf(table.name)}`,
}
