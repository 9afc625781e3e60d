import { keyOf } from '../model/name.ts'
import { putCompanion } from './companion-trigger.ts'
import { columnOf, tableOf } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

const pairsOf = ({ pairs }: StepOf<'create-sync-trigger'>): string => pairs.map(({ from, to }) => `${from} and ${to}`).join(', ')

export const createSyncTrigger: StepBehaviour<StepOf<'create-sync-trigger'>> = {
  apply: (step, schema, semantics) => {
    const table = tableOf(step, schema, step.table)
    for (const { from, to } of step.pairs) [from, to].forEach(column => columnOf(step, table, column))
    return putCompanion(
      step,
      schema,
      step.table,
      step.name,
      { words: `keeps ${pairsOf(step)} of ${keyOf(step.table)} in step`, on: 'INSERT OR UPDATE' },
      semantics,
    )
  },
  invert: step => exact({ ...step, kind: 'drop-sync-trigger' }),
  describe: step => `create trigger ${step.name}: keep ${pairsOf(step)} of ${keyOf(step.table)} in step`,
}
