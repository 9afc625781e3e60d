import { keyOf } from '../model/name.ts'
import { putEntry } from './edit.ts'
import { exact } from './inverse.ts'
import { withOwner } from './owned.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { refuseTakenRelation } from './taken.ts'

export const createSequence: StepBehaviour<StepOf<'create-sequence'>> = {
  apply: (step, schema) => {
    refuseTakenRelation(step, schema, step.sequence.name)
    return withOwner(step, putEntry(schema, 'sequences', keyOf(step.sequence.name), step.sequence), step.sequence.name, undefined, step.sequence.ownedBy)
  },
  invert: ({ sequence }) => exact({ kind: 'drop-sequence', sequence }),
  describe: ({ sequence }) => `create sequence ${keyOf(sequence.name)}`,
}
