import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { typeCheck } from '../../src/dsl/type-check.ts'
import { isKnownClean } from '../../src/dsl/type-check-cache.ts'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-types-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const types = join(import.meta.dirname, '../../src/authoring.ts')
const schema = (tables: number): string => `import { bigint, schema, table, text } from 'lockstep'
export default schema({ ${Array.from({ length: tables }, (_, at) => `t${at}: table({ id: bigint().primaryKey(), name: text().notNull(), email: text() }),`).join('\n')} })`

describe('the type of a chain', () => {
  test('follows 60 operations on a table', async () => {
    file('schema.ts', schema(3))
    const operations = Array.from(
      { length: 60 },
      (_, at) =>
        [
          `.addColumn('a${at}', text())`,
          `.renameColumn('a${at - 1}', 'b${at}')`,
          `.addIndex(['b${at - 1}'])`,
          `.setDefault('b${at - 2}', 'x')`,
        ][at % 4],
    ).join('\n    ')
    const chain = (last: string): string =>
      `import { change, text } from 'lockstep'\nimport schema from './schema.ts'\nexport default change(schema).table('t0', t => t\n    ${operations}\n    ${last})`
    expect(await typeCheck(file('long.ts', chain(".dropColumn('email').dropColumn('b57')")))).toEqual([])
    expect((await typeCheck(file('long.ts', chain(".dropColumn('a56')")))).map(d => d.message)).toEqual(['t0 has no column a56'])
  })

  test('follows 60 tables, one after the other', async () => {
    file('schema.ts', schema(61))
    const chain = (last: string): string =>
      `import { change } from 'lockstep'\nimport schema from './schema.ts'\nexport default change(schema)\n${Array.from(
        { length: 60 },
        (_, at) => `  .table('t${at}', t => t.renameColumn('name', 'title'))`,
      ).join('\n')}\n  ${last}`
    expect(
      await typeCheck(file('wide.ts', chain(".table('t0', t => t.dropColumn('title')).table('t60', t => t.dropColumn('name'))"))),
    ).toEqual([])
    expect((await typeCheck(file('wide.ts', chain(".table('t59', t => t.dropColumn('name'))")))).map(d => d.message)).toEqual([
      't59 has no column name',
    ])
  })
})

describe('what is remembered', () => {
  const cacheFolder = join(folder, 'cache')

  test('is a clean file, until it or what it imports changes', async () => {
    file('schema.ts', schema(1))
    const path = file(
      'one.ts',
      "import { change } from 'lockstep'\nimport schema from './schema.ts'\nexport default change(schema).table('t0', t => t.dropColumn('email'))",
    )
    expect(isKnownClean(path, types, cacheFolder)).toBe(false)
    expect(await typeCheck(path, { cacheFolder })).toEqual([])
    expect(isKnownClean(path, types, cacheFolder)).toBe(true)
    file('schema.ts', schema(1).replaceAll('email', 'mail'))
    expect(isKnownClean(path, types, cacheFolder)).toBe(false)
    expect((await typeCheck(path, { cacheFolder })).map(d => d.message)).toEqual(['t0 has no column email; did you mean mail?'])
    expect(isKnownClean(path, types, cacheFolder)).toBe(false)
    expect(readdirSync(cacheFolder)).toHaveLength(1)
  })
})
