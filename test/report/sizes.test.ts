import { describe, expect, test } from 'vitest'
import { bytesInWords, amountInWords } from '../../src/model/amount.ts'
import { nameOf } from '../../src/model/name.ts'
import type { Plan, TableSize } from '../../src/plan/plan.ts'
import { sizeInWords } from '../../src/planner/sizes.ts'
import { renderPlan } from '../../src/report/index.ts'
import { quoting, samplePlan } from './sample-plan.ts'

const users: TableSize = {
  table: nameOf('users'),
  rows: 12_400_000,
  bytes: 3_100_000_000,
  writesPerSecond: 40,
  asOf: '2026-12-01',
  source: 'pg_stat, writes over 10 s',
}
const sized: Plan = { ...samplePlan, sizes: [users], assumptions: [sizeInWords(users)] }

describe('what a plan was sized from', () => {
  test('is said with its date and how it was measured', () => {
    expect(sizeInWords(users)).toBe('users: 12.4 million rows, 3.1 GB, 40 writes/s as of 2026-12-01, pg_stat, writes over 10 s')
    expect(sizeInWords({ table: nameOf('users'), rows: 1 })).toBe('users: 1 row')
    expect(sizeInWords({ table: nameOf('users'), bytes: 42 })).toBe('users: 42 bytes; number of rows unknown, taken as large')
    expect(sizeInWords({ table: nameOf('users') })).toBe('users: size unknown, taken as large and hot')
  })

  test.each([
    [0, '0'],
    [40, '40'],
    [0.25, '0.25'],
    [9_200, '9,200'],
    [999_999, '999,999'],
    [12_400_000, '12.4 million'],
    [3_000_000_000, '3 billion'],
  ])('%f is %s', (amount, words) => expect(amountInWords(amount)).toBe(words))

  test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [8192, '8.2 kB'],
    [3_100_000_000, '3.1 GB'],
    [1e20, '100000 PB'],
  ])('%i bytes are %s', (bytes, words) => expect(bytesInWords(bytes)).toBe(words))

  test.each(['md', 'text'] as const)('gives times in %s, and how they were estimated', format => {
    const text = renderPlan(sized, { format, quoting, width: 200 })
    expect(text).toContain('10 to 31 min')
    expect(text).toContain('rates measured on PostgreSQL 16')
    expect(text).toContain('12.4 million rows, 3.1 GB, 40 writes/s as of 2026-12-01')
    expect(renderPlan(samplePlan, { format, quoting, width: 200 })).not.toMatch(/rates measured|\d min/)
  })

  test.each(['md', 'text'] as const)('is called stale in %s after 90 days', format => {
    const after = (days: number) => new Date(Date.UTC(2026, 11, 1 + days, 12))
    expect(renderPlan(sized, { format, quoting, width: 200, now: after(90) })).not.toContain('sized 90 days ago')
    expect(renderPlan(sized, { format, quoting, width: 200, now: after(91) })).toContain('users was sized 91 days ago')
  })
})
