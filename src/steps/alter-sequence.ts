import { keyOf } from '../model/name.ts'
import { entryOf, putEntry, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import { withOwner } from './owned.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const alterSequence: StepBehaviour<StepOf<'alter-sequence'>> = {
  apply: (step, schema) => {
    const { name, ownedBy } = entryOf(step, schema, 'sequences', step.from.name)
    if (keyOf(step.to.name) !== keyOf(name)) refuse(step, `a sequence is altered under its own name, not renamed to ${keyOf(step.to.name)}`)
    return withOwner(step, putEntry(schema, 'sequences', keyOf(name), step.to), name, ownedBy, step.to.ownedBy)
  },
  invert: ({ from, to }, before) => exact({ kind: 'alter-sequence', from: to, to: before.sequences[keyOf(from.name)] ?? from }),
  describe: ({ from }) => `alter sequence ${keyOf(from.name)}`,
}
