import { describe, expect, test } from 'vitest'
import { frameworkIds } from '../../src/model/framework.ts'
import type { Plan, Unit } from '../../src/plan/plan.ts'
import { renderPlan } from '../../src/report/index.ts'
import { quoting, samplePlan } from './sample-plan.ts'

const markdown = (plan: Plan) => renderPlan(plan, { format: 'md', quoting, framework: 'rails' })

/** The plan with its first file so many times, each with a title of its own. */
const longPlan = (files: number): Plan => {
  const [first, ...others] = samplePlan.stages
  const units = Array.from({ length: files }, (_, index): Unit => ({ ...first!.units[0]!, id: `${index}`, title: `file number ${index}` }))
  return { ...samplePlan, stages: [{ ...first!, units }, ...others], notes: ['one', 'two', 'three', 'four', 'five', 'six'] }
}

describe('the plan as text', () => {
  test('answers a reviewer', async () => {
    await expect(renderPlan(samplePlan, { format: 'text', quoting, width: 110 })).toMatchFileSnapshot('snapshots/plan.txt')
  })

  test('explains itself', async () => {
    await expect(renderPlan(samplePlan, { format: 'text', quoting, width: 110, explain: true })).toMatchFileSnapshot(
      'snapshots/plan-explained.txt',
    )
  })

  test.each([60, 80, 100, 140])('fits %i columns', width => {
    const tooLong = renderPlan(samplePlan, { format: 'text', quoting, width, explain: true })
      .split('\n')
      .filter(line => [...line].length > width)
    expect(tooLong).toEqual([])
  })

  test('is painted only when asked', () => {
    expect(renderPlan(samplePlan, { format: 'text', quoting })).not.toContain('\u001b')
    expect(renderPlan(samplePlan, { format: 'text', quoting, isPainted: true })).toContain('\u001b[')
  })
})

describe('the plan as Markdown', () => {
  test('carries whoever runs it', async () => {
    await expect(markdown(samplePlan)).toMatchFileSnapshot('snapshots/PLAN.md')
  })

  test.each([1, 9, 10, 11, 40])('opens with at most 25 lines for %i files in the first stage', files => {
    const opening = markdown(longPlan(files)).split('\n## ')[0]!.trimEnd().split('\n')
    expect(opening.length).toBeLessThanOrEqual(25)
    expect(opening.join('\n')).toContain('**Point of no return:**')
  })

  test('shows all notes somewhere, however many', () => {
    for (const note of longPlan(40).notes) expect(markdown(longPlan(40))).toContain(note)
  })
})

describe('the plan as JSON', () => {
  test('is the plan', () => {
    expect(JSON.parse(renderPlan(samplePlan, { format: 'json', quoting }))).toEqual(JSON.parse(JSON.stringify(samplePlan)))
  })
})

describe('application edits', () => {
  test.each(frameworkIds)('of %s are in its own words', async framework => {
    const text = renderPlan(samplePlan, { format: 'md', quoting, framework })
    const gate = text.slice(text.indexOf('**Gate:**'), text.indexOf('#### 4.'))
    await expect(gate).toMatchFileSnapshot(`snapshots/gate-${framework}.md`)
  })
})
