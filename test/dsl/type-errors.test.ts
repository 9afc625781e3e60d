import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { typeCheck } from '../../src/dsl/type-check.ts'
import { diagnosticsText } from '../../src/report/diagnostics.ts'

const folder = join(import.meta.dirname, 'type-errors')
const messages = async (name: string): Promise<string> =>
  diagnosticsText(await typeCheck(join(folder, `${name}.ts`)), {
    isPainted: false,
    width: 120,
    sourceOf: file => readFileSync(file, 'utf8'),
    nameOf: file => basename(file),
  })

/** Files that must not compile, and what is said of them. Every line with a mistake is told, no other. */
describe('type errors', () => {
  test.each(['unknown-names', 'taken-names', 'wrong-values', 'wrong-shapes'])('%s', async name => {
    const text = await messages(name)
    await expect(text).toMatchFileSnapshot(`type-errors/${name}.txt`)
    const wrong = readFileSync(join(folder, `${name}.ts`), 'utf8')
      .split('\n')
      .flatMap((line, at) => (line.startsWith('export const') ? [at + 1] : []))
    expect([...new Set([...text.matchAll(/\.ts:(\d+):/g)].map(match => Number(match[1])))]).toEqual(wrong)
  })

  test('only the first mistake of a chain is told', async () => {
    await expect(await messages('consequences')).toMatchFileSnapshot('type-errors/consequences.txt')
  })

  test('a file without mistakes says nothing', async () => {
    expect(await messages('shop')).toBe('')
  })
})
