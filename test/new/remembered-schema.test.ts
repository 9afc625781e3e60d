import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSchemaFile } from '../../src/pipeline/new/remembered-schema.ts'

const textOf = (column: string, head = ''): string =>
  `${head}import { bigint, enumType, schema, table, text } from 'lockstep'
export const state = enumType('order_state', ['new', 'paid'])
export default schema({ orders: table({ id: bigint().primaryKey(), ${column}: text(), state: state() }) }, { enums: [state] })
`

describe('what a schema file came to', () => {
  let root: string
  let at: { readonly program: string; readonly folder: string }
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lockstep-remembered-'))
    at = { program: join(root, 'program.js'), folder: join(root, 'remembered') }
    writeFileSync(at.program, 'as built')
  })
  afterEach(() => rmSync(root, { recursive: true }))
  const file = (): string => join(root, 'schema.ts')
  const read = async (text: string): Promise<readonly string[]> => {
    writeFileSync(file(), text)
    const result = await readSchemaFile(file(), at)
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics))
    expect([...result.value.names]).toEqual([['order_state', 'state']])
    return result.value.schema.tables.get('orders')!.columns.map(({ name }) => name)
  }
  const kept = (): readonly string[] => {
    mkdirSync(at.folder, { recursive: true })
    return readdirSync(at.folder).filter(name => name.startsWith('schema-'))
  }

  test('is the same when it is remembered, and read anew once the file changes or the program is another', async () => {
    expect(await read(textOf('note'))).toEqual(['id', 'note', 'state'])
    const [entry] = kept()
    const path = join(at.folder, entry!)
    writeFileSync(path, readFileSync(path, 'utf8').replace('"note"', '"from memory"'))
    expect(await read(textOf('note'))).toEqual(['id', 'from memory', 'state'])
    expect(await read(textOf('remark'))).toEqual(['id', 'remark', 'state'])
    expect(kept()).toEqual([entry])
    writeFileSync(path, readFileSync(path, 'utf8').replace('"remark"', '"from memory"'))
    writeFileSync(at.program, 'as built another time')
    expect(await read(textOf('remark'))).toEqual(['id', 'remark', 'state'])
    writeFileSync(path, '{ half of it')
    expect(await read(textOf('remark'))).toEqual(['id', 'remark', 'state'])
  })

  test.each(["import { x } from './other.ts'\n", "import './other.ts'\n", 'process.env.X\n', 'const { x } = await import("./other.ts")\n'])(
    'is not remembered where it depends on more than its own text: %s',
    async head => {
      writeFileSync(join(root, 'other.ts'), 'export const x = 1\n')
      await read(textOf('note', head))
      expect(kept()).toEqual([])
    },
  )

  test('is read where nothing can be kept', async () => {
    at = { ...at, folder: join(at.program, 'no-folder') }
    expect(await read(textOf('note'))).toEqual(['id', 'note', 'state'])
  })
})
