import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import * as authoring from '../../src/authoring.ts'
import { loadChangeFile, loadSchemaFile } from '../../src/dsl/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'lockstep-load-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, ...lines: readonly string[]): string => {
  writeFileSync(join(folder, name), lines.join('\n'))
  return join(folder, name)
}
const told = async (path: string): Promise<unknown> => {
  const loaded = await loadChangeFile(path, { module: authoring })
  return loaded.ok
    ? 'loaded'
    : loaded.diagnostics.map(
        d => `${d.span === undefined ? '' : `${d.span.file.replace(folder, '')}:${d.span.line}:${d.span.column} `}${d.code}: ${d.message}`,
      )
}

file(
  'schema.ts',
  "import { bigint, schema, table, text } from 'lockstep'",
  'enum Size { Big = 1 }',
  'await Promise.resolve(Size.Big)',
  'export default schema({ users: table({ id: bigint().primaryKey(), name: text() }) })',
)

describe('loading', () => {
  test('a change with its schema in another file, enums and top-level await', async () => {
    const path = file(
      'change.ts',
      "import { change } from 'lockstep'",
      "import schema from './schema.ts'",
      "export default change(schema, 'Rename').table('users', t => t.renameColumn('name', 'full_name'))",
    )
    const loaded = await loadChangeFile(path, { module: authoring })
    expect(loaded).toMatchObject({ ok: true, value: { title: 'Rename', changes: [{ kind: 'rename-column', to: 'full_name' }] } })
  })

  test('a schema', async () => {
    const loaded = await loadSchemaFile(join(folder, 'schema.ts'), { module: authoring })
    expect(loaded.ok && loaded.value.schema.tables.get('users')).toMatchObject({ columns: [{ name: 'id' }, { name: 'name' }] })
  })

  test('a file that changed is read again', async () => {
    const path = file(
      'again.ts',
      "import { change } from 'lockstep'",
      "import schema from './schema.ts'",
      "export default change(schema, 'one')",
    )
    expect(await loadChangeFile(path, { module: authoring })).toMatchObject({ ok: true, value: { title: 'one' } })
    file('again.ts', "import { change } from 'lockstep'", "import schema from './schema.ts'", "export default change(schema, 'two')")
    expect(await loadChangeFile(path, { module: authoring })).toMatchObject({ ok: true, value: { title: 'two' } })
  })

  test('JavaScript is told the same mistakes, at their line', async () => {
    expect(
      await told(
        file(
          'plain.js',
          "import { change } from 'lockstep'",
          "import schema from './schema.ts'",
          '',
          'export default change(schema)',
          "  .table('users', t => t",
          "    .dropColumn('nmae'))",
        ),
      ),
    ).toEqual([expect.stringMatching(/^\/plain\.js:6:\d+ unknown-column: users has no column nmae; did you mean name\?$/)])
  })

  test('what does not parse', async () => {
    expect(await told(file('broken.ts', "import { change } from 'lockstep'", 'const x =', 'export default 1'))).toEqual([
      '/broken.ts:3:1 syntax-error: broken.ts is not valid TypeScript: unexpected token',
    ])
  })

  test('what throws', async () => {
    expect(
      await told(
        file(
          'throws.ts',
          "import { change } from 'lockstep'",
          'interface Config { a: { b: string } }',
          '',
          'const config = undefined as unknown as Config',
          'export default change(config.a.b as never)',
        ),
      ),
    ).toEqual(["/throws.ts:5:30 file-throws: throws.ts throws TypeError: Cannot read properties of undefined (reading 'a')"])
    expect(await told(file('reading.ts', "import { sql } from 'lockstep'", 'export default sql`x = ${{}}`'))).toEqual([
      '/reading.ts:2:19 file-throws: reading.ts throws TypeError: sql cannot hold [object Object]: give a column reference, nested sql, a string, a number, a boolean or null',
    ])
  })

  test('what imports what is not there', async () => {
    expect(
      await told(
        file('missing.ts', "import { change } from 'lockstep'", "import schema from './shcema.ts'", 'export default change(schema)'),
      ),
    ).toEqual(['/missing.ts:2:20 missing-import: missing.ts imports ./shcema.ts, which cannot be found'])
  })

  test('what exports something else', async () => {
    expect(await told(file('nothing.ts', 'export const a = 1'))).toEqual([
      '/nothing.ts:1:1 no-default-export: nothing.ts exports nothing as default',
    ])
    expect(await told(file('number.ts', 'export default 1'))).toEqual([
      '/number.ts:1:1 no-default-export: number.ts exports something else than change(schema)…',
    ])
    expect(await told(join(folder, 'schema.ts'))).toEqual([
      '/schema.ts:1:1 schema-instead-of-change: schema.ts exports a schema, not a change',
    ])
    expect(await told(join(folder, 'gone.ts'))).toEqual([`file-not-found: There is no file ${join(folder, 'gone.ts')}`])
    expect(await told(file('notes.md', '# notes'))).toEqual([
      `not-a-script: ${join(folder, 'notes.md')} is not a TypeScript or JavaScript file`,
    ])
  })
})
