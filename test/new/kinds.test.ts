import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { format } from 'prettier'
import { Project } from 'ts-morph'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { behaviours } from '../../src/changes/index.ts'
import { loadChangeFile, planChange } from '../../src/pipeline.ts'
import { forms } from '../../src/pipeline/new/forms/index.ts'
import { root as own } from '../architecture/sources.ts'
import { lockstep } from '../cli/terminal.ts'
import { repository } from './shop.ts'

/** A command line as a shell splits it. */
const split = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '')

describe('every kind of change', () => {
  const { root, remove } = repository()
  beforeAll(() => void vi.spyOn(process, 'cwd').mockReturnValue(root))
  afterAll(() => {
    vi.restoreAllMocks()
    remove()
  })
  const folder = join(root, 'lockstep/changes')
  const seen = new Set<string>()

  test.each(forms)('$name writes a file that loads and plans', async ({ name, example, isTemplate }) => {
    const { code, out, error } = await lockstep('new', ...split(example), '--file', name)
    expect({ code, error: /^error/m.test(error) ? error : '' }).toEqual({ code: 0, error: '' })
    expect(out).toContain(`Next: lockstep plan lockstep/changes/${name}.ts`)
    const loaded = await loadChangeFile(join(folder, `${name}.ts`), { typeCheck: false })
    expect(loaded).toMatchObject({ ok: true })
    if (!loaded.ok) return
    for (const change of loaded.value.changes) seen.add(change.kind)
    // What is a copy of the present, to be edited, has nothing to plan.
    if (isTemplate !== undefined && loaded.value.changes.length === 0) return
    const planned = await planChange(loaded.value, { engine: 'postgres@18' })
    expect(planned.ok ? [] : planned.diagnostics).toEqual([])
  })

  test('compiles: all files together, as an editor sees them', () => {
    const compiler = join(dirname(createRequire(import.meta.url).resolve('ts7/package.json')), 'bin/tsc')
    expect(readdirSync(folder)).toHaveLength(forms.length)
    expect(spawnSync(process.execPath, [compiler, '-p', 'lockstep'], { cwd: root, encoding: 'utf8' }).stdout).toBe('')
  })

  test('is formatted', async () => {
    const options = {
      parser: 'typescript',
      semi: false,
      singleQuote: true,
      printWidth: 100,
      trailingComma: 'all',
      arrowParens: 'avoid',
    } as const
    // A copy of the present is laid out as the schema file is.
    const written = forms.filter(({ isTemplate }) => isTemplate === undefined)
    const texts = written.map(({ name }) => ({ name, text: readFileSync(join(folder, `${name}.ts`), 'utf8') }))
    const formatted = await Promise.all(texts.map(({ text }) => format(text, options)))
    const other = texts.filter(({ text }, at) => text !== formatted[at]).map(({ name }) => name)
    expect(
      other.map(name => [texts.find(each => each.name === name)?.text, formatted[texts.findIndex(each => each.name === name)]]),
    ).toEqual([])
  })

  test('stands in one of the forms', () => {
    expect(Object.keys(behaviours).filter(kind => !seen.has(kind))).toEqual([])
  })

  test('has a form for each word of the DSL', () => {
    const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: {} })
    const methods = ['TableChange', 'SchemaChange'].flatMap(name =>
      project
        .addSourceFileAtPath(join(own, `src/dsl/${name === 'TableChange' ? 'table-change' : 'schema-change'}.ts`))
        .getInterfaceOrThrow(name)
        .getMethods()
        .map(method => method.getName()),
    )
    const used = readdirSync(folder)
      .map(file => readFileSync(join(folder, file), 'utf8'))
      .join('\n')
    expect(methods.filter(method => method !== 'col' && !used.includes(`.${method}(`))).toEqual([])
  })
})
