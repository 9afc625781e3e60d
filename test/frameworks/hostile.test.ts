import { format } from '@wasm-fmt/ruff_fmt'
import { parseXml, XmlElement, type XmlNode } from '@rgrove/parse-xml'
import { loadModule, parseSync } from 'libpg-query'
import { Engine } from 'php-parser'
import { parse as parsePython } from 'py-ast'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { generateFiles, planChange, type EmittedFile } from '../../src/pipeline.ts'
import { hostileChanges, hostileNames } from '../acceptance/hostile-changes.ts'
import { kindsOf, loadRuby } from './ruby.ts'

/** Whole plans whose every name is hostile, as files of every framework and layout, read by each language's own parser. */

let ruby: Awaited<ReturnType<typeof loadRuby>>
beforeAll(async () => {
  await loadModule()
  ruby = await loadRuby()
})
const php = new Engine({ parser: { version: '8.3', extractDoc: false }, ast: { withPositions: false } })

const isSql = (content: string): void => void parseSync(content.replaceAll('${lockstep.dollar}', '$'))
const inXml = (node: XmlNode): readonly XmlElement[] => (node instanceof XmlElement ? [node, ...node.children.flatMap(inXml)] : [])

/** Each throws where the language's parser would. */
const reads: Readonly<Record<string, (content: string, name: string, files: readonly EmittedFile[]) => void>> = {
  rails: content => {
    const { value, errors } = ruby(content)
    expect(errors.map(({ message }) => message)).toEqual([])
    expect(
      kindsOf(value).filter(kind => kind.startsWith('Embedded')),
      'nothing is interpolated',
    ).toEqual([])
  },
  laravel: content => void php.parseCode(content, 'migration.php'),
  alembic: (content, name) => {
    parsePython(content)
    expect(format(content, name)).toBe(content)
  },
  flyway: (content, name, files) => {
    if (!name.endsWith('.sql')) return
    isSql(content)
    const settings = files.find(other => other.name === `${name}.conf`)?.content ?? ''
    if (content.includes('${')) expect(settings).toContain('placeholderReplacement=false')
  },
  'liquibase xml': content =>
    inXml(parseXml(content).root!)
      .filter(({ name }) => name === 'sql')
      .forEach(({ text }) => isSql(text)),
  'liquibase yaml': content => void parseYaml(content, { version: '1.1' }),
  'liquibase json': content => void JSON.parse(content),
  'liquibase sql': content => expect(content.split('\n', 1)[0]).toBe('--liquibase formatted sql'),
  'sql pairs': isSql,
  'sql golang-migrate': isSql,
  'sql goose': isSql,
  'sql dbmate': isSql,
}

/** What lies beside the migrations, by the end of its name. */
const isRuby = (content: string): void => expect(ruby(content).errors.map(({ message }) => message)).toEqual([])
const readsJob: typeof reads = {
  '.rake': isRuby,
  '.rb': isRuby,
  '.yaml': content => void parseYaml(content),
  '.sh': content => expect(content).toMatch(/^#!\/bin\/sh\n(?:#.*\n)+set -eu\n/),
}
const readJob: (name: string) => (typeof reads)[string] | undefined = name =>
  /^\.\.\/jobs\/.*\.sql$/.test(name)
    ? content => isSql(content.replace('\n\\set ON_ERROR_STOP on\n', '\n'))
    : readsJob[/\.[a-z]+$/.exec(name)?.[0] ?? '']

/** As usual, and with all that a repository may want otherwise. */
const settings = [{}, { jobs: 'apart', lockCode: 'helper' }] as const

describe.each(Object.entries(hostileNames))('%s', (_, word) => {
  test.each(Object.entries(hostileChanges(word)))('%s', async (_change, input) => {
    const plan = await planChange(input, { engine: 'postgres@16' })
    if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics))
    for (const [variant, read, ways] of Object.entries(reads).flatMap(([name, each]) => settings.map(way => [name, each, way] as const))) {
      const [framework, layout] = variant.split(' ') as ['rails', string?]
      const files = await generateFiles(plan.value, {
        framework,
        now: new Date('2026-11-20T09:30:00Z'),
        ...ways,
        ...(layout === undefined ? {} : { layout }),
      })
      if (!files.ok) throw new Error(`${variant}: ${JSON.stringify(files.diagnostics)}`)
      for (const { name, from, content } of files.value) {
        expect(name, 'a name for every file system').toMatch(/^[\w./-]{1,200}$/)
        try {
          const readThis = from === undefined && !/^\.\.\/(?:jobs|lockstep)\//.test(name) ? read : (readJob(name) ?? read)
          readThis(content, name, files.value)
        } catch (reason) {
          throw new Error(`${variant}, ${name}: ${String(reason)}\n${content.slice(0, 4000)}`, { cause: reason })
        }
      }
    }
  })
})
