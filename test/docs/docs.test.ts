import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Project } from 'ts-morph'
import { afterAll, describe, expect, test } from 'vitest'
import * as authoring from '../../src/authoring.ts'
import { loadConfigFile } from '../../src/dsl/load-config.ts'
import { loadSchemaFile } from '../../src/dsl/load.ts'
import { loadChangeFile, planChange } from '../../src/pipeline.ts'
import { rulesPart } from '../../src/report/rules-markdown.ts'
import { filesBelow, read, root } from '../architecture/sources.ts'
import { commandNames } from '../../src/cli/commands.ts'
import { lockstep } from '../cli/terminal.ts'

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesBelow('docs', '.md')]

describe('what the documentation shows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-docs-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const blocks = pages.flatMap(page =>
    [...read(page).matchAll(/```ts\n([\s\S]*?)```/g)]
      .map(([, code = '']) => code)
      .filter(code => code.includes("from 'lockstep'") && code.includes('export default'))
      .map((code, index) => ({ page, index, code, file: join(folder, page, /^\/\/ (\S+\.ts)$/m.exec(code)?.[1] ?? `${index}.ts`) })),
  )
  for (const { code, file } of blocks) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
  }

  test('is there', () => {
    expect(blocks.length).toBeGreaterThan(3)
  })

  test.each(blocks)('$page, block $index loads and plans', async ({ code, file }) => {
    if (code.includes('defineConfig(')) {
      expect(await loadConfigFile(file, { module: authoring })).toMatchObject({ ok: true })
      return
    }
    if (!code.includes('change(')) {
      expect(await loadSchemaFile(file, { module: authoring })).toMatchObject({ ok: true })
      return
    }
    const loaded = await loadChangeFile(file)
    expect(loaded).toMatchObject({ ok: true })
    if (loaded.ok) expect(await planChange(loaded.value)).toMatchObject({ ok: true })
  })
})

describe('what the documentation names', () => {
  test.each(pages)('%s links to files that exist', page => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => join(root, dirname(page), link))
    expect(links.filter(link => !existsSync(link))).toEqual([])
  })

  test('docs/cli.md has every option there is, and no other', async () => {
    const helps = await Promise.all(commandNames.map(command => lockstep(command, '--help')))
    const optionsIn = (text: string) =>
      [...new Set([...text.matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)].map(([, option = '']) => option))]
        .filter(option => option !== 'help')
        .toSorted()
    expect(optionsIn(read('docs/cli.md'))).toEqual(optionsIn(helps.map(({ out }) => out).join('\n')))
  })

  test('docs/config.md has every setting there is, and no other', () => {
    const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: {} })
    const source = project.addSourceFileAtPath(join(root, 'src/dsl/config.ts'))
    const keysOf = (name: string, lead = ''): readonly string[] =>
      source
        .getInterfaceOrThrow(name)
        .getProperties()
        .map(property => {
          expect(property.getJsDocs(), `${name}.${property.getName()} is documented`).toHaveLength(1)
          return lead + property.getName()
        })
    const keys = [...keysOf('DatabaseConfig'), ...keysOf('Config'), ...keysOf('Naming', 'naming.'), ...keysOf('PolicyConfig', 'policy.')]
    const told = read('docs/config.md')
      .split('\n')
      .filter(line => line.startsWith('| `'))
      .flatMap(line => [...line.split('|')[1]!.matchAll(/`([\w.]+)`/g)].map(([, key = '']) => key))
    expect(told.toSorted()).toEqual(keys.filter(key => key !== 'naming' && key !== 'policy').toSorted())
  })

  test('docs/check.md has every rule, its harm and its remedy', () => {
    const words = (text: string) => text.replaceAll(/[\s\\_*]+/g, '')
    expect(words(read('docs/check.md'))).toContain(words(rulesPart()))
  })

  test.each([
    ['src/dsl/table-change.ts', 'TableChange', 'On a table: `', ['col']],
    ['src/dsl/schema-change.ts', 'SchemaChange', 'On the schema: `', ['table', 'target']],
  ])('docs/dsl.md has every operation of %s', (file, name, lead, described) => {
    const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: {} })
    const methods = project
      .addSourceFileAtPath(join(root, file))
      .getInterfaceOrThrow(name)
      .getMethods()
      .map(method => method.getName())
    const text = read('docs/dsl.md')
    const listed = text
      .slice(text.indexOf(lead) + lead.length)
      .split('`')[0]!
      .split(' ')
    expect(listed.toSorted()).toEqual(methods.filter(method => !described.includes(method)).toSorted())
  })

  test('docs/dsl.md has every column type', () => {
    const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: {} })
    const types = [...project.addSourceFileAtPath(join(root, 'src/dsl/types.ts')).getExportedDeclarations().keys()].filter(
      name => /^[a-z]/.test(name) && name !== 'type',
    )
    const listed = /\*\*Columns\*\*: `([^`]+)`/.exec(read('docs/dsl.md'))?.[1]?.split(' ') ?? []
    expect(listed.toSorted()).toEqual(types.toSorted())
  })
})
