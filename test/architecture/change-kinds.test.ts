import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { behaviours } from '../../src/changes/index.ts'
import type { ChangeInput } from '../../src/pipeline.ts'

it('every change kind stands in an example', async () => {
  const seen = new Set<string>()
  for (const file of readdirSync('schema-examples')) {
    const { default: example } = (await import(`../../schema-examples/${file}`)) as { default: ChangeInput }
    for (const { kind } of example.changes) seen.add(kind)
  }
  expect(Object.keys(behaviours).filter(kind => !seen.has(kind))).toEqual([])
})
