import { keyOf } from '../model/name.ts'
import { dropCompanion } from './companion-trigger.ts'
import { exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const dropFillTrigger: StepBehaviour<StepOf<'drop-fill-trigger'>> = {
  apply: (step, schema) => dropCompanion(step, schema, step.table, step.name),
  invert: step => exactBut('rows written in between are not filled', { ...step, kind: 'create-fill-trigger' }),
  describe: ({ table, name }) => `drop trigger ${name} of ${keyOf(table)}`,
}
