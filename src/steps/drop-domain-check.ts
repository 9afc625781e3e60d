import { keyOf } from '../model/name.ts'
import { entryOf, putEntry, refuse, withoutNamed } from './edit.ts'
import { exactBut } from './inverse.ts'
import type { StepBehaviour, StepOf } from './step.ts'

export const dropDomainCheck: StepBehaviour<StepOf<'drop-domain-check'>> = {
  apply: (step, schema) => {
    const key = keyOf(step.domain)
    const domain = entryOf(step, schema, 'domains', step.domain)
    if (!domain.checks.some(c => c.name === step.check.name)) refuse(step, `domain ${key} has no check ${step.check.name}`)
    return putEntry(schema, 'domains', key, { ...domain, checks: withoutNamed(domain.checks, step.check.name) })
  },
  invert: ({ domain, check }, before) =>
    exactBut(`fails if rows break ${check.name} by then`, {
      kind: 'add-domain-check',
      domain,
      check: before.domains.get(keyOf(domain))?.checks.find(c => c.name === check.name) ?? check,
    }),
  describe: ({ domain, check }) => `drop check ${check.name} of domain ${keyOf(domain)}`,
}
