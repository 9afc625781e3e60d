import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed, oldVersionDrained } from './gates.ts'
import { draft, expand, type ChangeBehaviour, type Recipe } from './recipe.ts'

type MakeOptional = ChangeOf<'make-optional'>

/** Every reader must be able to meet a NULL before the first writer may write one. */
const gated: Recipe<MakeOptional> = ({ table: name, column }, context) => {
  const table = tableIn(context.schema, name)!
  const step = draft({ kind: 'drop-not-null', table: name, column: column.name })
  if (context.isNew(table)) return { recipe: 'nullable', how: 'drops NOT NULL: no code knows the table yet', stages: [expand(step)] }
  return {
    recipe: 'nullable',
    how: 'waits for code that can read NULL, then lets it be written',
    stages: [
      {
        ...expand(step),
        gate: [
          codeDeployed(`Code that can read NULL from ${keyOf(name)}.${column.name} is deployed everywhere`, {
            kind: 'accept-null',
            table: name,
            column: column.name,
          }),
          oldVersionDrained(),
        ],
      },
    ],
    matrix: [
      { version: 'rolled back', stage: 0, holds: false, because: `it may meet a NULL in ${column.name} that the new version wrote` },
    ],
  }
}

export const makeOptional: ChangeBehaviour<MakeOptional> = {
  recipes: [gated],
  direct: ({ table, column }) => [{ kind: 'drop-not-null', table, column: column.name }],
  describe: ({ table, column }) => `make ${keyOf(table)}.${column.name} optional`,
}
