import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { oldVersionDrained, writesColumn } from './gates.ts'
import { draft, expand, type ChangeBehaviour, type Recipe } from './recipe.ts'

type SetDefault = ChangeOf<'set-default'>

const stepOf = ({ table, column, to }: SetDefault): Step => ({ kind: 'set-default', table, column: column.name, from: column.default, to })

/** A default binds new rows only; taking it away leaves code that relied on it inserting NULL. */
const inPlace: Recipe<SetDefault> = (change, context) => {
  const needsGate = change.to === undefined && change.column.default !== undefined && !context.isNew(tableIn(context.schema, change.table)!)
  return {
    recipe: 'set-default',
    how:
      change.to === undefined
        ? 'waits for code that writes the column itself, then drops the default'
        : 'changes the default of new rows; no row is touched',
    stages: [
      { ...expand(draft(stepOf(change))), gate: needsGate ? [writesColumn(change.table, change.column.name), oldVersionDrained()] : [] },
    ],
    ...(change.to === undefined
      ? {}
      : {
          notes: [
            `An ORM that inserts every attribute (Rails before 7, Hibernate) keeps sending the old default of ${keyOf(change.table)}.${change.column.name} until it restarts.`,
          ],
        }),
  }
}

export const setDefault: ChangeBehaviour<SetDefault> = {
  recipes: [inPlace],
  direct: change => [stepOf(change)],
  describe: ({ table, column, to }) => `${to === undefined ? 'drop' : 'set'} the default of ${keyOf(table)}.${column.name}`,
}
