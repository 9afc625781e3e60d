import { keyOf } from '../model/name.ts'
import { entryOf, refuse, withoutEntry } from './edit.ts'
import { drawsFrom, withOwner } from './owned.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const dropSequence: StepBehaviour<StepOf<'drop-sequence'>> = {
  apply: (step, schema) => {
    const { name, ownedBy } = entryOf(step, schema, 'sequences', step.sequence.name)
    const uses = schema.tables
      .values()
      .flatMap(t => t.columns.filter(c => drawsFrom(c, name)).map(c => `default of ${keyOf(t.name)}.${c.name}`))
    if (uses.length > 0) refuse(step, `${uses.join(', ')} draws from sequence ${keyOf(name)} (2BP01)`)
    return withoutEntry(withOwner(step, schema, name, ownedBy, undefined), 'sequences', keyOf(name))
  },
  invert: ({ sequence }, before) => ({
    grade: 'loses data',
    because: `the position of ${keyOf(sequence.name)} is gone`,
    steps: [{ kind: 'create-sequence', sequence: before.sequences.get(keyOf(sequence.name)) ?? sequence }],
  }),
  describe: ({ sequence }) => `drop sequence ${keyOf(sequence.name)}`,
}
