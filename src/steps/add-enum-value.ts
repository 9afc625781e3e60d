import { keyOf } from '../model/name.ts'
import { entryOf, putEntry, refuse } from './edit.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const addEnumValue: StepBehaviour<StepOf<'add-enum-value'>> = {
  apply: (step, schema) => {
    const found = entryOf(step, schema, 'enums', step.enum)
    const key = keyOf(step.enum)
    if (found.values.includes(step.value)) refuse(step, `enum ${key} already has the label ${step.value}`)
    const neighbour = step.before ?? step.after
    const at = neighbour === undefined ? found.values.length : found.values.indexOf(neighbour)
    if (at < 0) refuse(step, `enum ${key} has no label ${neighbour}`)
    return putEntry(schema, 'enums', key, {
      ...found,
      values: found.values.toSpliced(step.before === undefined && step.after !== undefined ? at + 1 : at, 0, step.value),
    })
  },
  invert: step => ({
    grade: 'leaves residue',
    steps: [],
    because: 'a label cannot be removed; it stays unused',
    residue: [{ what: `${keyOf(step.enum)}: enum label "${step.value}"` }],
  }),
  describe: step => `add label ${step.value} to enum ${keyOf(step.enum)}`,
}
