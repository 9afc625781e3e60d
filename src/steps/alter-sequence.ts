import { keyOf, sibling } from '../model/name.ts'
import { entryOf, putEntry, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import { moveSequence } from './move-sequence.ts'
import { withOwner } from './owned.ts'
import { allOptions, unusualOptions } from './sequence-options.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const alterSequence: StepBehaviour<StepOf<'alter-sequence'>> = {
  /** Options, type, owner, comment, grants, and the name within its schema. */
  apply: (step, schema, semantics) => {
    const { name, ownedBy, options, type } = entryOf(step, schema, 'sequences', step.from.name)
    const { to } = step
    if (keyOf(sibling(name, to.name.name)) !== keyOf(to.name)) refuse(step, `${keyOf(name)} can be renamed, not moved to ${keyOf(to.name)}`)
    const moved = moveSequence(step, schema, name, to.name, semantics)
    const altered = putEntry(moved, 'sequences', keyOf(to.name), {
      ...to,
      options: allOptions(to.type, to.options, unusualOptions(type, options)),
    })
    return withOwner(step, altered, to.name, ownedBy, to.ownedBy)
  },
  invert: ({ from, to }, before) => exact({ kind: 'alter-sequence', from: to, to: before.sequences.get(keyOf(from.name)) ?? from }),
  describe: ({ from, to }) =>
    from.name.name === to.name.name ? `alter sequence ${keyOf(from.name)}` : `rename sequence ${keyOf(from.name)} to ${to.name.name}`,
}
