import { keyOf } from '../model/name.ts'
import { putEntry } from './edit.ts'
import { exact } from './inverse.ts'
import { refuseUnknownTypes } from './owned.ts'
import type { StepBehaviour, StepOf } from './step.ts'
import { refuseTakenType } from './taken.ts'

export const createDomain: StepBehaviour<StepOf<'create-domain'>> = {
  apply: (step, schema) => {
    const { name, type } = step.domain
    refuseTakenType(step, schema, name)
    refuseUnknownTypes(step, schema, [{ name: name.name, type }])
    return putEntry(schema, 'domains', keyOf(name), step.domain)
  },
  invert: ({ domain }) => exact({ kind: 'drop-domain', domain }),
  describe: ({ domain }) => `create domain ${keyOf(domain.name)}`,
}
