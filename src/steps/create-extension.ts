import { putEntry, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const createExtension: StepBehaviour<StepOf<'create-extension'>> = {
  apply: (step, schema) => {
    const { name } = step.extension
    if (schema.extensions.has(name)) refuse(step, `there is already an extension ${name}`)
    return putEntry(schema, 'extensions', name, step.extension)
  },
  invert: ({ extension }) => exact({ kind: 'drop-extension', extension }),
  describe: ({ extension }) => `create extension ${extension.name}`,
}
