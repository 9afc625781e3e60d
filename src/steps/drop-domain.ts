import { keyOf } from '../model/name.ts'
import { entryOf, refuse, withoutEntry } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { usesOfType } from './type-uses.ts'

export const dropDomain: StepBehaviour<StepOf<'drop-domain'>> = {
  apply: (step, schema) => {
    const { name } = entryOf(step, schema, 'domains', step.domain.name)
    const uses = usesOfType(schema, name)
    if (uses.length > 0) refuse(step, `${uses.join(', ')} uses domain ${keyOf(name)} (2BP01)`)
    return withoutEntry(schema, 'domains', keyOf(name))
  },
  invert: ({ domain }, before) => exact({ kind: 'create-domain', domain: before.domains.get(keyOf(domain.name)) ?? domain }),
  describe: ({ domain }) => `drop domain ${keyOf(domain.name)}`,
}
