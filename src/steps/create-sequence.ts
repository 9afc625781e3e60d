import { keyOf } from '../model/name.ts'
import { putEntry } from './edit.ts'
import { exact } from './inverse.ts'
import { withOwner } from './owned.ts'
import { allOptions } from './sequence-options.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { refuseTakenRelation } from './taken.ts'

export const createSequence: StepBehaviour<StepOf<'create-sequence'>> = {
  apply: (step, schema) => {
    const { name, type, options, ownedBy } = step.sequence
    refuseTakenRelation(step, schema, name)
    const made = putEntry(schema, 'sequences', keyOf(name), { ...step.sequence, options: allOptions(type, options) })
    return withOwner(step, made, name, undefined, ownedBy)
  },
  invert: ({ sequence }) => exact({ kind: 'drop-sequence', sequence }),
  describe: ({ sequence }) => `create sequence ${keyOf(sequence.name)}`,
}
