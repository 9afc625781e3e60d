import { describe, expect, test } from 'vitest'
import { lockstep } from './terminal.ts'

const example = 'schema-examples/rename-column.ts'

describe('lockstep plan', () => {
  test('is text without colours in a pipe', async () => {
    const { code, out, error } = await lockstep('plan', example)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toMatch(/^Rename users\.name to full_name\n/)
    expect(out).not.toContain('\u001b')
  })

  test('is the same plan as JSON, and for another engine', async () => {
    const { out } = await lockstep('plan', example, '--format', 'json', '--engine', 'postgres@18', '--max-stall', '50')
    expect(JSON.parse(out)).toMatchObject({ format: 1, maxStall: 50, engine: { engine: 'postgres', major: 18 } })
  })

  test('says why when asked', async () => {
    expect((await lockstep('plan', example)).out).not.toContain('How it was chosen')
    expect((await lockstep('plan', example, '--explain')).out).toContain('How it was chosen')
  })

  test('is Markdown for a pull request', async () => {
    expect((await lockstep('plan', example, '--format', 'md')).out).toMatch(/^# Rename users\.name to full_name\n/)
  })
})

describe('lockstep explain', () => {
  test('lists what there is', async () => {
    const { out } = await lockstep('explain')
    for (const word of ['Changes', 'rename-column', 'Steps', 'validate-constraint', 'Hazards', 'rewrites-table'])
      expect(out).toContain(word)
  })

  test('tells a change by its example and its plan', async () => {
    const { code, out } = await lockstep('explain', 'rename-column')
    expect(code).toBe(0)
    expect(out).toContain("t.renameColumn('name', 'full_name')")
    expect(out).toContain('chosen    shadow-column')
  })
})

describe('a plan for a maintenance window', () => {
  test('says so in its gate', async () => {
    const { out } = await lockstep('plan', example, '--downtime')
    expect(out).toContain('A maintenance window is open')
    expect(out).toContain('1 file')
  })
})
