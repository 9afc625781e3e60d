import { keyOf } from '../model/name.ts'
import { putEntry, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { refuseTakenType } from './taken.ts'

export const createEnum: StepBehaviour<StepOf<'create-enum'>> = {
  apply: (step, schema) => {
    const { name, values } = step.enum
    refuseTakenType(step, schema, name)
    const twice = values.find((value, at) => values.indexOf(value) !== at)
    if (twice !== undefined) refuse(step, `label ${twice} is stated twice (23505)`)
    return putEntry(schema, 'enums', keyOf(name), step.enum)
  },
  invert: step => exact({ kind: 'drop-enum', enum: step.enum }),
  describe: step => `create enum ${keyOf(step.enum.name)}`,
}
