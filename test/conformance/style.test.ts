import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { filesBelow, root } from '../architecture/sources.ts'
import { makeFolder, removeFolder } from './lab/folder.ts'
import { inPart, missingPart } from './lab/part.ts'

/** Rails' own preset (rubocop-rails-omakase) asks for less than RuboCop does: what it leaves open, and what an emitted migration cannot follow. */
const cops: Readonly<Record<string, { readonly settings: readonly string[]; readonly because: string }>> = {
  'Style/StringLiterals': { settings: ['EnforcedStyle: double_quotes'], because: 'as in Rails’ preset' },
  'Style/SymbolArray': { settings: ['Enabled: false'], because: 'Rails’ preset leaves it open, and schema.rb writes lists in brackets' },
  'Style/WordArray': { settings: ['Enabled: false'], because: 'the same' },
  'Style/FrozenStringLiteralComment': { settings: ['Enabled: false'], because: 'bin/rails generate migration writes none' },
  'Style/GuardClause': {
    settings: ['Enabled: false'],
    because: 'each statement stands under its own condition, the last one as those before it',
  },
  'Layout/LineLength': { settings: ['Enabled: false'], because: 'SQL is the same text in every framework, and its lines are as long' },
  Metrics: { settings: ['Enabled: false'], because: 'a migration is as long as what must be done together' },
  'Naming/VariableNumber': { settings: ['Enabled: false'], because: 'names of tables and indexes are the user’s' },
  'Rails/CreateTableWithTimestamps': { settings: ['Enabled: false'], because: 'the columns of a table are the user’s' },
  'Rails/DangerousColumnNames': { settings: ['Enabled: false'], because: 'the same' },
  'Rails/SquishedSQLHeredocs': {
    settings: ['Enabled: false'],
    because: 'squish makes one line of a PL/pgSQL block, and its first comment swallows the rest',
  },
}

const rubocopSettings = `plugins: rubocop-rails
AllCops:
  NewCops: enable
  TargetRubyVersion: 3.1
  TargetRailsVersion: 7.1
  SuggestExtensions: false
${Object.entries(cops)
  .map(([cop, { settings, because }]) => `# ${because}\n${cop}:\n${settings.map(line => `  ${line}\n`).join('')}`)
  .join('')}`

/** What PSR-12 asks for and a Laravel migration does not follow; Laravel's own Pint passes it. */
const sniffs = [
  ['Generic.Files.LineLength', 'SQL is the same text in every framework, and its lines are as long'],
  ['PSR12.ControlStructures.ControlStructureSpacing', 'a condition that holds a heredoc spans lines by what stands in it'],
  ['Generic.WhiteSpace.ScopeIndent', 'after a heredoc in the condition of an if, phpcs counts its body as one level less'],
] as const

/** The files of all cases of a framework, each example in a folder of its own. */
const copyCases = (framework: string, ending: string, folder: string): number => {
  const files = filesBelow('test/cases', ending).filter(path => path.includes(`/${framework}/`))
  for (const path of files) {
    const [, , example = ''] = path.split('/')
    mkdirSync(join(folder, example), { recursive: true })
    copyFileSync(join(root, path), join(folder, example, basename(path)))
  }
  return files.length
}

describe('the style of emitted files', () => {
  const made: string[] = []
  afterAll(() => made.forEach(removeFolder))

  const missing = missingPart('style') ?? (process.getuid?.() === 0 ? undefined : 'only root may enter the newer Debian')
  it.skipIf(missing !== undefined)(`is RuboCop’s and rubocop-rails’${missing === undefined ? '' : `: ${missing}`}`, () => {
    const base = inPart('style', 'srv')
    mkdirSync(base, { recursive: true })
    const folder = mkdtempSync(join(base, 'style-'))
    try {
      expect(copyCases('rails', '.rb', join(folder, 'db/migrate'))).toBeGreaterThan(200)
      writeFileSync(join(folder, '.rubocop.yml'), rubocopSettings)
      const { stdout, stderr } = spawnSync(
        'chroot',
        [inPart('style'), 'env', '-C', folder.slice(inPart('style').length), 'rubocop', '--format', 'emacs', '--cache', 'false'],
        { encoding: 'utf8', env: { ...process.env, LANG: 'C.UTF-8', HOME: '/root' } },
      )
      expect(`${stdout}${stderr}`.trim()).toBe('')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  const noPhpcs = spawnSync('phpcs', ['--version']).status === 0 ? undefined : 'phpcs is not there: node scripts/lab.mjs debian'
  it.skipIf(noPhpcs !== undefined)(`is PSR-12${noPhpcs === undefined ? '' : `: ${noPhpcs}`}`, () => {
    const folder = makeFolder('style')
    made.push(folder)
    expect(copyCases('laravel', '.php', folder)).toBeGreaterThan(200)
    const { stdout, status } = spawnSync(
      'phpcs',
      ['--standard=PSR12', `--exclude=${sniffs.map(([sniff]) => sniff).join(',')}`, '--report=emacs', folder],
      { encoding: 'utf8' },
    )
    expect(stdout.trim()).toBe('')
    expect(status).toBe(0)
  })
})
