import { keyOf } from '../model/name.ts'
import { entryOf, putEntry, refuse, replaceNamed } from './edit.ts'
import { exact, leaves } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const validateDomainCheck: StepBehaviour<StepOf<'validate-domain-check'>> = {
  apply: (step, schema) => {
    const key = keyOf(step.domain)
    const domain = entryOf(step, schema, 'domains', step.domain)
    if (!domain.checks.some(c => c.name === step.check.name)) refuse(step, `domain ${key} has no check ${step.check.name}`)
    return putEntry(schema, 'domains', key, {
      ...domain,
      checks: replaceNamed(domain.checks, step.check.name, c => ({ ...c, validated: true })),
    })
  },
  invert: ({ domain, check }, before) =>
    before.domains.get(keyOf(domain))?.checks.some(c => c.name === check.name && c.validated)
      ? exact()
      : leaves(`${keyOf(domain)}: validated flag of ${check.name}`),
  describe: ({ domain, check }) => `validate check ${check.name} of domain ${keyOf(domain)}`,
}
