import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesBelow, read } from './sources.ts'

const code = ['src', 'test', 'bench', 'scripts']
  .flatMap(folder => [...filesBelow(folder, '.ts'), ...filesBelow(folder, '.mjs')])
  .filter(path => !path.startsWith('test/cases/'))
const docs = [...filesBelow('docs', '.md'), 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']

describe('names', () => {
  test('files and folders are kebab-case', () => {
    expect(code.filter(path => !/^[a-z0-9/.-]+$/.test(path))).toEqual([])
  })

  test('no file is a drawer for everything', () => {
    const drawers = /^(utils?|helpers?|common|managers?|misc|shared|lib)$/
    expect(code.filter(path => path.split('/').some(part => drawers.test(basename(part).replace(/\.(test\.)?(ts|mjs)$/, ''))))).toEqual([])
  })

  test('no exported name is a manager or a helper', () => {
    const exported = /^export (?:const|function|async function|class|interface|type) (\w*(?:Utils?|Helpers?|Manager)\w*)/gm
    // A "helper file" is what the frozen lock code of Ruby, PHP and Python repositories is called in the product.
    expect(
      code
        .flatMap(path => [...read(path).matchAll(exported)].map(match => `${path}: ${match[1]}`))
        .filter(name => !name.includes('HelperFile')),
    ).toEqual([])
  })
})

describe('words', () => {
  test('every claim of no downtime is qualified', () => {
    const bare = /zero[- ]downtime/i
    expect([...code.filter(path => path.startsWith('src/')), ...docs].filter(path => bare.test(read(path)))).toEqual([])
  })

  test('no line waits for another day', () => {
    const later = /\b(TODO|FIXME|XXX|HACK)\b/
    expect(code.filter(path => !path.endsWith('names.test.ts') && later.test(read(path)))).toEqual([])
  })

  test('no test is skipped or alone by hand', () => {
    const tests = code.filter(path => path.endsWith('.test.ts'))
    expect(tests.filter(path => /\b(test|it|describe)\.(only|todo)\b/.test(read(path)))).toEqual([])
  })
})
