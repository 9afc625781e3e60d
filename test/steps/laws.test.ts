import { describe, expect, test } from 'vitest'
import { semantics } from '../../src/engines/postgres/expressions.ts'
import { applyAll, applyStep, describeStep, invertStep } from '../../src/steps/index.ts'
import type { Residue, Step, StepKind } from '../../src/steps/step.ts'
import { differences } from './differences.ts'
import { samples, type Sample } from './samples.ts'
import { shop } from './shop.ts'

const all = (Object.entries(samples) as [StepKind, readonly Sample<Step>[]][]).flatMap(([kind, list]) =>
  list.map(({ schema = shop, step }, number) => ({ name: `${kind} ${number + 1}`, schema, step })),
)

/** What is no part of the catalog: declared, but nothing a comparison can see. */
const isOfData = ({ what, data }: Residue): boolean => data === true || /^\w+: position$|: position of the identity's sequence$/.test(what)

test('every kind has a sample', () => {
  expect(
    Object.entries(samples)
      .filter(([, list]) => list.length === 0)
      .map(([kind]) => kind),
  ).toEqual([])
})

describe.each(all)('$name', ({ schema, step }) => {
  const inverse = invertStep(step, schema, semantics)
  const after = applyStep(step, schema, semantics)

  test('going back gives what its grade says', () => {
    if (inverse.grade === 'irreversible') return expect(inverse.because).not.toBe('')
    const declared = inverse.residue ?? []
    const found = differences(schema, { ...applyAll(inverse.steps, after, semantics), tainted: schema.tainted })
    if (inverse.grade === 'exact') expect(declared).toEqual([])
    expect(found.toSorted()).toEqual(
      declared
        .filter(each => !isOfData(each))
        .map(each => each.what)
        .toSorted(),
    )
  })

  test('going back says why where it gives less', () => {
    if (inverse.grade === 'loses data' || inverse.grade === 'loses later writes') expect(inverse.because).toMatch(/\w/)
  })

  test('without an engine going back is the same', () => {
    expect(invertStep(step, schema)).toEqual(inverse)
  })

  test('is described in one line, lower case first, no full stop', () => {
    expect(describeStep(step)).toMatch(/^[a-z][^\n]*[^.\n]$/)
  })

  test('leaves its schema as it was', () => {
    const frozen = JSON.stringify(schema)
    applyStep(step, schema, semantics)
    expect(JSON.stringify(schema)).toBe(frozen)
  })
})
