import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow, root } from './sources.ts'

/** `schema-examples/rename-column.ts` and `test/cases/rename-column/<case>/` belong together. */
const examples = filesBelow('schema-examples', '.ts')
  .filter(path => path.split('/').length === 2)
  .map(path => path.slice('schema-examples/'.length, -'.ts'.length))

const folders = existsSync(join(root, 'test/cases'))
  ? readdirSync(join(root, 'test/cases'), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
  : []

describe('examples and cases', () => {
  test('every example has its case folder', () => {
    expect(examples.filter(example => !folders.includes(example))).toEqual([])
  })

  test('every case folder has its example', () => {
    expect(folders.filter(folder => !examples.includes(folder))).toEqual([])
  })

  test('every case folder has a case', () => {
    expect(
      folders.filter(folder => readdirSync(join(root, 'test/cases', folder), { withFileTypes: true }).every(entry => !entry.isDirectory())),
    ).toEqual([])
  })
})
