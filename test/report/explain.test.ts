import { describe, expect, test } from 'vitest'
import { supportedMajors } from '../../src/engines/postgres/versions.ts'
import { loadEngine } from '../../src/pipeline.ts'
import { explainStep, stepEntries } from '../../src/report/explain/explain-step.ts'
import { sampleSchema } from '../../src/report/explain/sample-schema.ts'
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
    expect(Object.keys(sampleSchema.tables)).toEqual(['users', 'orders', 'events', 'events_2026'])
  })
})
