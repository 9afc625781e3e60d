import { keyOf } from '../model/name.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { addPart } from './table-part.ts'

export const createStatistics: StepBehaviour<StepOf<'create-statistics'>> = {
  apply: (step, schema) => addPart(step, schema, step.table, 'extendedStatistics', step.statistics),
  invert: ({ table, statistics }) => exact({ kind: 'drop-statistics', table, statistics }),
  describe: ({ table, statistics }) => `create statistics ${statistics.name} on ${keyOf(table)}`,
}
