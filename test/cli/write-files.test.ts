import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeFiles } from '../../src/cli/write-files.ts'

describe('writing files', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lockstep-files-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const at = (name: string) => join(folder, name)
  const everything = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()

  test('makes folders, and leaves nothing else behind', () => {
    expect(writeFiles([{ path: at('db/migrate/1.rb'), content: 'one' }], { force: false })).toEqual({
      ok: true,
      value: [{ path: at('db/migrate/1.rb'), how: 'created' }],
    })
    expect(everything()).toEqual(['db', 'db/migrate', 'db/migrate/1.rb'])
  })

  test('leaves equal files alone', () => {
    writeFileSync(at('a'), 'same')
    expect(writeFiles([{ path: at('a'), content: 'same' }], { force: false })).toEqual({
      ok: true,
      value: [{ path: at('a'), how: 'unchanged' }],
    })
  })

  test('writes none when one is in the way', () => {
    writeFileSync(at('b'), 'mine')
    const result = writeFiles(
      [
        { path: at('a'), content: 'new' },
        { path: at('b'), content: 'new' },
      ],
      { force: false },
    )
    expect(result.ok).toBe(false)
    expect(everything()).toEqual(['b'])
    expect(readFileSync(at('b'), 'utf8')).toBe('mine')
  })

  test('overwrites when forced', () => {
    writeFileSync(at('b'), 'mine')
    expect(writeFiles([{ path: at('b'), content: 'new' }], { force: true })).toEqual({
      ok: true,
      value: [{ path: at('b'), how: 'overwritten' }],
    })
    expect(readFileSync(at('b'), 'utf8')).toBe('new')
  })

  test('takes everything back when a later file cannot be placed', () => {
    writeFileSync(at('a'), 'mine')
    mkdirSync(at('b'))
    const result = writeFiles(
      [
        { path: at('a'), content: 'new' },
        { path: at('c/d/e'), content: 'new' },
        { path: at('b'), content: 'a folder is here' },
      ],
      { force: true },
    )
    expect(result.ok).toBe(false)
    expect(readFileSync(at('a'), 'utf8')).toBe('mine')
    expect(existsSync(at('c'))).toBe(false) // nor are the folders that were made for it
    expect(everything()).toEqual(['a', 'b'])
  })

  test('leaves no trace where no folder can be made', () => {
    writeFileSync(at('file'), 'mine')
    const result = writeFiles(
      [
        { path: at('new/x'), content: 'new' },
        { path: at('file/x'), content: 'a file is no folder' },
      ],
      { force: true },
    )
    expect(result).toMatchObject({ ok: false, diagnostics: [{ code: 'cannot-write' }] })
    expect(everything()).toEqual(['file'])
  })
})
