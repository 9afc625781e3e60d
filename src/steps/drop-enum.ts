import { keyOf } from '../model/name.ts'
import { entryOf, refuse, withoutEntry } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { usesOfType } from './type-uses.ts'

export const dropEnum: StepBehaviour<StepOf<'drop-enum'>> = {
  apply: (step, schema) => {
    const { name } = entryOf(step, schema, 'enums', step.enum.name)
    const uses = usesOfType(schema, name)
    if (uses.length > 0) refuse(step, `${uses.join(', ')} uses enum ${keyOf(name)} (2BP01)`)
    return withoutEntry(schema, 'enums', keyOf(name))
  },
  invert: (step, before) => exact({ kind: 'create-enum', enum: before.enums.get(keyOf(step.enum.name)) ?? step.enum }),
  describe: step => `drop enum ${keyOf(step.enum.name)}`,
}
