import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import type { ChangeOf } from './change.ts'
import { fillRows } from './fill-rows.ts'
import { noRowLacks } from './facts.ts'
import { oldVersionDrained, writesColumn } from './gates.ts'
import { draft, expand, migrate, type ChangeBehaviour, type DraftStep, type Recipe } from './recipe.ts'
import { setNotNullSafely } from './safely.ts'

type MakeRequired = ChangeOf<'make-required'>

/** First nobody writes NULL any more, then the old rows are filled, then the server holds everybody to it. */
const gated: Recipe<MakeRequired> = (change, context) => {
  const table = tableIn(context.schema, change.table)!
  const column = change.column.name
  if (context.isNew(table))
    return {
      recipe: 'not-null',
      how: 'sets NOT NULL: the table is new',
      stages: [expand(draft({ kind: 'set-not-null', table: change.table, column }))],
    }
  const isNull = `${context.engine.quoteIdentifier(column)} IS NULL`
  const proving = setNotNullSafely(table, column, context)
  const steps: readonly DraftStep[] = [
    ...(change.backfill === undefined
      ? []
      : [
          draft(fillRows(table, [{ column, expression: change.backfill }], isNull), {
            why: 'in batches, so that no row stays locked and no transaction grows old',
            avoids: 'blocks-writes',
            rollback: {
              grade: 'leaves residue',
              because: `rows that held NULL in ${column} keep the value they were given`,
              steps: [],
              residue: [{ what: `${keyOf(change.table)}.${column}: rows filled`, data: true }],
            },
          }),
        ]),
    // A process of the old version that is still there would leave rows behind that nothing fills any more.
    ...proving.map((step, i) => (i === 0 ? { ...step, facts: [noRowLacks(table, isNull, `lack ${column}`, context.engine)] } : step)),
  ]
  return {
    recipe: 'not-null',
    how: 'waits for code that always writes the column, fills the rows that lack a value, and proves it without stopping traffic',
    stages: [{ ...migrate(...steps), gate: [writesColumn(change.table, column), oldVersionDrained()] }],
    matrix: [
      {
        version: 'old',
        stage: 0,
        holds: false,
        because: `it may write NULL into ${column}: the gate before it says the old version is drained`,
      },
      { version: 'new', stage: 0, holds: true, because: `it always writes ${column}` },
    ],
  }
}

export const makeRequired: ChangeBehaviour<MakeRequired> = {
  recipes: [gated],
  direct: ({ table, column }) => [{ kind: 'set-not-null', table, column: column.name }],
  describe: ({ table, column }) => `make ${keyOf(table)}.${column.name} required`,
}
