import { expect, it, vi } from 'vitest'
import type { Engine } from '../../../src/steps/engine.ts'

// Other files that this worker has run may have loaded the parser already.
vi.resetModules()
const { postgres, withPostgres } = await import('../../../src/engines/postgres/index.ts')

const version = { engine: 'postgres', major: 16, minor: 4 } as const

// In this order: once loaded, the parser stays.
it('leaves the parser alone for expressions that can be read without it', async () => {
  const work = vi.fn<(engine: Engine) => readonly string[]>(engine => engine.semantics.columnsOf('lower(email)'))
  expect(await withPostgres(version, work)).toEqual(['email'])
  expect(work).toHaveBeenCalledTimes(1)
})

it('loads the parser for an expression that needs it, and does the work again', async () => {
  const work = vi.fn<(engine: Engine) => readonly string[]>(engine => engine.semantics.columnsOf('CASE WHEN a THEN b END'))
  expect(await withPostgres(version, work)).toEqual(['a', 'b'])
  expect(work).toHaveBeenCalledTimes(2)
})

it('passes every other problem on', async () => {
  const mistake = new Error('a bug')
  await expect(
    withPostgres(version, () => {
      throw mistake
    }),
  ).rejects.toBe(mistake)
})

it('has the parser at hand in an engine that was awaited', async () => {
  expect((await postgres(version)).semantics.columnsOf('CASE WHEN a THEN b END')).toEqual(['a', 'b'])
})
