import { format } from '@wasm-fmt/ruff_fmt'
import { parse } from 'py-ast'
import { describe, expect, test } from 'vitest'
import { alembic } from '../../src/frameworks/alembic/index.ts'
import { emit, hostile, hostileTexts, shapes, show } from './sample.ts'

const isPython = (name: string, content: string): void => {
  expect(() => parse(content), name).not.toThrow()
  expect(format(content, name), name).toBe(content)
}

describe('Alembic', () => {
  test('gets valid Python as ruff lays it out, and the same each time', () => {
    const files = emit(alembic, shapes, { after: 'ae1027a6acf' })
    for (const { name, content } of files) isPython(name, content)
    expect(files).toEqual(emit(alembic, shapes, { after: 'ae1027a6acf' }))
    expect(show(files)).toMatchSnapshot()
  })

  test.each(hostileTexts)('keeps the text %j', text => {
    for (const { name, content } of emit(alembic, [hostile(text)])) isPython(name, content)
  })
})
