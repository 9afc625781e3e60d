import { keyOf } from '../model/name.ts'
import { tableIn } from '../model/schema.ts'
import type { Step } from '../steps/step.ts'
import type { ChangeOf } from './change.ts'
import { fillRows } from './fill-rows.ts'
import { draft, expand, migrate, type ChangeBehaviour } from './recipe.ts'

type BackfillChange = ChangeOf<'backfill'>

export const backfill: ChangeBehaviour<BackfillChange> = {
  recipes: [
    (change, context) => ({
      recipe: 'backfill',
      how: 'updates the rows in batches that resume where they stopped',
      stages: [
        migrate(
          draft(fillRows(tableIn(context.schema, change.table)!, change.set, change.where), {
            rollback: {
              grade: 'leaves residue',
              because: 'the rows keep the values they were given',
              steps: [],
              residue: change.set.map(({ column }) => ({ what: `${keyOf(change.table)}.${column}: rows changed`, data: true })),
            },
          }),
        ),
      ],
    }),
  ],
  direct: () => [], // rows are no part of the catalog
  describe: ({ table, set }) => `backfill ${set.map(s => `${keyOf(table)}.${s.column}`).join(', ')}`,
}

type ExecuteSql = ChangeOf<'execute-sql'>

const executeStep = ({ up, down, reason, transactional, touches }: ExecuteSql): Step => ({
  kind: 'execute-sql',
  up,
  ...(down === undefined ? {} : { down }),
  reason,
  transactional,
  touches,
})

export const executeSql: ChangeBehaviour<ExecuteSql> = {
  recipes: [
    change => ({
      recipe: 'as-stated',
      how: `runs the SQL as it was stated: ${change.reason}`,
      stages: [expand(draft(executeStep(change), { apart: true }))],
      notes: ['What stated SQL locks, reads and breaks is not known here: read it, and try it with lockstep against a copy.'],
    }),
  ],
  direct: change => [executeStep(change)],
  describe: ({ reason }) => `run SQL: ${reason}`,
}
