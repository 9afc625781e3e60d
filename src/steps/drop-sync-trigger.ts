import { keyOf } from '../model/name.ts'
import { dropCompanion } from './companion-trigger.ts'
import { exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const dropSyncTrigger: StepBehaviour<StepOf<'drop-sync-trigger'>> = {
  apply: (step, schema) => dropCompanion(step, schema, step.table, step.name),
  invert: step => exactBut('rows written in between are not in step until written again', { ...step, kind: 'create-sync-trigger' }),
  describe: ({ table, name }) => `drop trigger ${name} of ${keyOf(table)}`,
}
