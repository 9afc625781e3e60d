import { keyOf } from '../model/name.ts'
import { entryOf, putEntry, refuse } from './edit.ts'
import { exact } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const addDomainCheck: StepBehaviour<StepOf<'add-domain-check'>> = {
  apply: (step, schema) => {
    const key = keyOf(step.domain)
    const domain = entryOf(step, schema, 'domains', step.domain)
    if (domain.checks.some(c => c.name === step.check.name)) refuse(step, `domain ${key} already has a check ${step.check.name}`)
    return putEntry(schema, 'domains', key, { ...domain, checks: [...domain.checks, step.check] })
  },
  invert: ({ domain, check }) => exact({ kind: 'drop-domain-check', domain, check }),
  describe: ({ domain, check }) => `add check ${check.name} to domain ${keyOf(domain)}`,
}
