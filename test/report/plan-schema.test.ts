import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { planSchema, schemaPath } from '../../scripts/plan-schema.ts'
import { loadChangeFile, planChange } from '../../src/pipeline.ts'
import { filesBelow } from '../architecture/sources.ts'
import { samplePlan } from './sample-plan.ts'

const published = readFileSync(schemaPath, 'utf8')
const schema = z.fromJSONSchema(JSON.parse(published) as Parameters<typeof z.fromJSONSchema>[0])
const problems = (plan: unknown): string => {
  const outcome = schema.safeParse(JSON.parse(JSON.stringify(plan)))
  return outcome.success ? '' : z.prettifyError(outcome.error)
}

describe('docs/plan.schema.json', () => {
  test('says what the types say (npm run docs:plan-schema writes it anew)', () => {
    expect(planSchema()).toBe(published)
  }, 60_000)

  test('accepts a plan', () => {
    expect(problems(samplePlan)).toBe('')
  })

  test.each([
    ['a phase that does not exist', { ...samplePlan, stages: [{ ...samplePlan.stages[0], phase: 'later' }] }],
    ['a missing hash', { ...samplePlan, hash: undefined }],
    ['a step of no kind', { ...samplePlan, changes: [{ kind: 'make-coffee' }] }],
    ['a word nobody knows', { ...samplePlan, colour: 'red' }],
  ])('refuses %s', (_, plan) => {
    expect(problems(plan)).not.toBe('')
  })

  test.each(filesBelow('schema-examples', '.ts'))('accepts the plan of %s', async path => {
    const loaded = await loadChangeFile(path)
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics))
    const planned = await planChange(loaded.value, { engine: 'postgres@18' })
    if (!planned.ok) throw new Error(JSON.stringify(planned.diagnostics))
    expect(problems(planned.value)).toBe('')
  })
})
