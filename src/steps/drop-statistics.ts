import { keyOf } from '../model/name.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { editPart, partIn } from './table-part.ts'

export const dropStatistics: StepBehaviour<StepOf<'drop-statistics'>> = {
  apply: (step, schema) => editPart(step, schema, step.table, 'extendedStatistics', step.statistics.name, () => undefined),
  invert: ({ table, statistics }, before) =>
    exact({ kind: 'create-statistics', table, statistics: partIn(before, table, 'extendedStatistics', statistics.name) ?? statistics }),
  describe: ({ table, statistics }) => `drop statistics ${statistics.name} of ${keyOf(table)}`,
}
