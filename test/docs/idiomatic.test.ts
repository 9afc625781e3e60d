import { expect, test } from 'vitest'
import { measureShares, statedShares } from '../../scripts/idiomatic-share.ts'
import { read } from '../architecture/sources.ts'

test('no framework says less in its own words than docs/idiomatic.md states', async () => {
  const stated = statedShares(read('docs/idiomatic.md'))
  const shares = await measureShares()
  expect(Object.keys(stated)).toEqual(shares.map(({ framework }) => framework.id))
  for (const { framework, idiomatic, statements } of shares) {
    const share = Math.round((1000 * idiomatic) / statements) / 10
    expect(
      share,
      `${framework.id}: ${share} %; if that is meant (an example of SQL alone), run npm run docs:idiomatic`,
    ).toBeGreaterThanOrEqual(stated[framework.id] ?? Number.NaN)
  }
})
