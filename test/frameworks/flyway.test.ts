import { loadModule, parseSync } from 'libpg-query'
import { beforeAll, describe, expect, test } from 'vitest'
import { flyway } from '../../src/frameworks/flyway/index.ts'
import type { EmittedFile } from '../../src/frameworks/framework.ts'
import { commentsIn, emit, hostile, hostileTexts, refusals, shapes, show } from './sample.ts'

beforeAll(() => loadModule())

const scripts = (files: readonly EmittedFile[]): readonly EmittedFile[] => files.filter(({ name }) => name.endsWith('.sql'))

describe('Flyway', () => {
  test('gets valid SQL, and the same each time', () => {
    const files = emit(flyway, shapes, { after: '7' })
    for (const { name, content } of scripts(files)) expect(() => parseSync(content), name).not.toThrow()
    expect(files).toEqual(emit(flyway, shapes, { after: '7' }))
    expect(show(files)).toMatchSnapshot()
  })

  test('gets one version and one undo for each unit, under the same number and name', () => {
    const names = scripts(emit(flyway, shapes, { after: '7' })).map(({ name }) => name)
    expect(names).toHaveLength(shapes.length * 2)
    expect(names.filter(name => name.startsWith('V')).map(name => `../undo/U${name.slice(1)}`)).toEqual(
      names.filter(name => name.startsWith('../undo/')),
    )
  })

  test.each(hostileTexts)('keeps the text %j', text => {
    const files = emit(flyway, [hostile(text)])
    for (const { content } of scripts(files)) expect(commentsIn(content)).toEqual([text])
    const switches = files.filter(({ content }) => content === 'placeholderReplacement=false\n')
    expect(switches).toHaveLength(text.includes('${') ? 2 : 0)
  })

  test.each([
    ['7', ['8', '9']],
    ['007', ['008', '009']],
    ['99', ['100', '101']],
    ['2.3', ['2.4', '2.5']],
    ['2_43_12', ['2_43_13', '2_43_14']],
    [undefined, ['20261120092959', '20261120093000']],
    ['20261120092959', ['20261120093000', '20261120093001']],
    ['1.20240102120000', ['1.20261120092959', '1.20261120093000']],
  ])('continues after %s', (after, versions) => {
    const names = emit(flyway, shapes.slice(0, 2), { after })
      .map(({ name }) => name)
      .filter(name => /^V.*sql$/.test(name))
    expect(names.map(name => /^V(.*?)__/.exec(name)![1])).toEqual(versions)
  })

  test('refuses a version that is none', () => expect(refusals(flyway, shapes, { after: 'V7' })).toEqual(['unknown-version']))
})
