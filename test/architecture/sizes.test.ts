import { describe, expect, test } from 'vitest'
import { filesBelow, read } from './sources.ts'

const lines = (path: string): number => read(path).split('\n').length - 1

describe('sizes of source files', () => {
  const sizes = filesBelow('src', '.ts')
    .map(path => ({ path, lines: lines(path) }))
    .toSorted((a, b) => a.lines - b.lines)
  const share = (fraction: number): number => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * fraction))]!.lines

  test('no file is over 400 lines', () => {
    expect(sizes.filter(file => file.lines > 400)).toEqual([])
  })

  test('95 of 100 files are at most 250 lines', () => {
    expect(share(0.95)).toBeLessThanOrEqual(250)
  })

  test('half of the files are at most 70 lines', () => {
    expect(share(0.5)).toBeLessThanOrEqual(70)
  })
})
