import { describe, expect, test } from 'vitest'
import { datedAfter } from '../../src/frameworks/dated-versions.ts'

const now = new Date('2026-11-20T09:30:15Z')
const after = (version: string, count = 2): readonly string[] | string | undefined => {
  const made = datedAfter(version, count, now)
  return made === undefined ? undefined : made.ok ? made.value : made.diagnostics[0]!.code
}

describe('versions that are dates', () => {
  test.each([
    ['2024_11_20', ['2026_11_20', '2026_11_20_1']],
    ['2026_11_20', ['2026_11_20_1', '2026_11_20_2']],
    ['2026_11_20_09', ['2026_11_20_10', '2026_11_20_11']],
    ['2024_11_20_01', ['2026_11_20_01', '2026_11_20_02']],
    ['20241120', ['20261120', '20261120_1']],
    ['2026112007', ['2026112008', '2026112009']],
    ['2024.11.20', ['2026.11.20', '2026.11.20.1']],
    ['202411201530', ['202611200929', '202611200930']],
    ['20241120_1530', ['20261120_0929', '20261120_0930']],
    ['202611200930', ['202611200931', '202611200932']],
    ['1.0.20241120', ['1.0.20261120', '1.0.20261120_1']],
    ['20241120093000', ['20261120093014', '20261120093015']],
    ['20261120093015', ['20261120093016', '20261120093017']],
    ['2024_11_20_093000', ['2026_11_20_093014', '2026_11_20_093015']],
  ])('go on as %s does', (version, expected) => expect(after(version)).toEqual(expected))

  test.each(['7', '7.1', '2_43_12', '20241399', '1732110000', '007'])('are no dates: %s', version => expect(after(version)).toBeUndefined())

  test.each(['2026_11_21', '202611211530', '20270101000000'])('are refused where they lie in the future: %s', version =>
    expect(after(version)).toBe('version-in-the-future'),
  )
})
