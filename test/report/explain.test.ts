import { describe, expect, test } from 'vitest'
import { supportedMajors } from '../../src/engines/postgres/versions.ts'
import { loadEngine } from '../../src/pipeline.ts'
import { frameworkIds } from '../../src/model/framework.ts'
import { explainRule } from '../../src/report/explain/explain-rule.ts'
import { explainStep, stepEntries } from '../../src/report/explain/explain-step.ts'
import { sampleSchema } from '../../src/report/explain/sample-schema.ts'
import { rules } from '../../src/rules/index.ts'
import type { StepKind } from '../../src/steps/step.ts'

const kinds = Object.keys(stepEntries) as StepKind[]

describe('every step is explained', () => {
  test.each(supportedMajors)('for PostgreSQL %i', async major => {
    const engine = await loadEngine({ engine: 'postgres', major, minor: 0 })
    for (const kind of kinds) {
      const text = explainStep(kind, engine, { isPainted: false, width: 100 })
      expect(text, kind).toContain(`${kind} · step · postgres@${major}`)
      expect(text, kind).toMatch(/locks {2}|waits|nothing/)
    }
  })

  test.each(kinds)('%s by samples of its own kind', kind => {
    const samples = Object.values(stepEntries[kind].samples)
    expect(samples.length).toBeGreaterThan(0)
    expect(samples.map(step => step.kind)).toEqual(samples.map(() => kind))
  })

  test('the shop has what the samples name', () => {
    expect(sampleSchema.tables.keys()).toEqual(['users', 'orders', 'events', 'events_2026'])
  })
})

test.each(rules)('rule $id is explained in the words of every framework that has code for it', rule => {
  const text = explainRule(rule, { isPainted: false, width: 100 })
  expect(text).toContain(`${rule.id} · rule · ${rule.severity}`)
  expect(text).toContain(`lockstep:allow ${rule.id}`)
  if (rule.remedy.sql !== undefined) for (const framework of frameworkIds) expect(text).toContain(`\n  ${framework}\n`)
})
