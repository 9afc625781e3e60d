import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow, root } from '../architecture/sources.ts'
import { caseOf, examples, filesOf } from './example.ts'

/** The goldens: `npm run cases` writes them anew; then read the difference. Golden text is not evidence: test/acceptance runs it. */
describe.each(examples)('%s', example => {
  test('gives the files of its case folder, and no other', async () => {
    const its = await caseOf(example)
    const files = await filesOf(example, its)
    for (const [path, content] of files) await expect(content, path).toMatchFileSnapshot(join(root, 'test/cases', example, its.name, path))
    const folder = `test/cases/${example}`
    const kept = existsSync(join(root, folder)) ? filesBelow(folder, '').filter(path => /\.[a-z]+$/.test(path)) : []
    expect(kept.filter(path => !files.has(path.slice(`${folder}/${its.name}/`.length)))).toEqual([])
  })
})
