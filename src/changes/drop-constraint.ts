import { isSameName, keyOf } from '../model/name.ts'
import { tableIn, type Constraint } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed } from './gates.ts'
import { draft, expand, type Candidate, type ChangeBehaviour, type Recipe, type Refusal } from './recipe.ts'

type DropConstraint = ChangeOf<'drop-constraint'>

const isKey = (constraint: Constraint): boolean => constraint.kind === 'primary-key' || constraint.kind === 'unique'

/** `ON CONFLICT` needs a unique index, and readers may count on uniqueness: such code has to be gone first. */
const inPlace: Recipe<DropConstraint> = ({ table: name, constraint }, context): Candidate | Refusal => {
  const table = tableIn(context.schema, name)!
  const columns = isKey(constraint) && 'columns' in constraint ? constraint.columns : []
  const pointing =
    columns.length === 0
      ? []
      : context.schema.tables
          .values()
          .flatMap(t =>
            t.constraints.flatMap(c =>
              c.kind === 'foreign-key' && isSameName(c.references, name) && c.referencedColumns.join() === columns.join()
                ? [`${keyOf(t.name)}.${c.name}`]
                : [],
            ),
          )
  if (pointing.length > 0)
    return {
      recipe: 'drop-constraint',
      refused: `foreign keys rest on it: ${pointing.join(', ')}`,
      instead: 'drop those foreign keys first, in the same change file',
    }
  const gate =
    isKey(constraint) && !context.isNew(table)
      ? [
          codeDeployed(
            `No running code relies on ${constraint.name}: no ON CONFLICT names it or its columns, and readers can meet the same value twice`,
            { kind: 'keep-rule', table: name, rule: `nothing relies on ${constraint.name}` },
          ),
        ]
      : []
  return {
    recipe: 'drop-constraint',
    how: isKey(constraint) ? 'waits for code that does not rely on it, then drops it' : 'drops it: no row is touched',
    stages: [{ ...expand(draft({ kind: 'drop-constraint', table: name, constraint })), gate }],
    ...(constraint.kind === 'primary-key'
      ? {
          notes: [
            `${keyOf(name)} loses its replica identity with its primary key: logical replication of UPDATE and DELETE stops until another is set.`,
          ],
        }
      : {}),
  }
}

export const dropConstraint: ChangeBehaviour<DropConstraint> = {
  recipes: [inPlace],
  direct: ({ table, constraint }) => [{ kind: 'drop-constraint', table, constraint }],
  describe: ({ table, constraint }) => `drop ${constraint.kind.replace('-', ' ')} ${keyOf(table)}.${constraint.name}`,
}
