import { expect, test } from 'vitest'
import { plainQuestionMarks, protectQuestionMarks } from '../../../src/frameworks/liquibase/question-marks.ts'

test.each([
  ["a ? 'k'", "a ?? 'k'"],
  ["a ?| array['x?']", "a ??| array['x?']"],
  [`"odd?" ?& E'it\\'s?' -- why?\n? 1`, `"odd?" ??& E'it\\'s?' -- why?\n?? 1`],
  ["DO $x$ SELECT a ? 'k' $x$", "DO $x$ SELECT a ? 'k' $x$"],
  ['/* ? /* ? */ ? */ b ? c', '/* ? /* ? */ ? */ b ?? c'],
])('%s is told the driver as %s, and read back', (plain, told) => {
  expect(protectQuestionMarks(plain)).toBe(told)
  expect(plainQuestionMarks(told)).toBe(plain)
})
