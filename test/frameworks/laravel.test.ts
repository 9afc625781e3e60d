import { Engine } from 'php-parser'
import { describe, expect, test } from 'vitest'
import type { Unit } from '../../src/plan/plan.ts'
import { laravel } from '../../src/frameworks/laravel/index.ts'
import { isPreparable } from '../../src/frameworks/laravel/pdo.ts'
import { emit, hostile, hostileTexts, refusals, shapes, show, type EmitOptions } from './sample.ts'

const engine = new Engine({ parser: { version: '8.3', extractDoc: false }, ast: { withPositions: false } })

/** Every string of a file, as PHP would have it at run time. Throws where PHP would not read it. */
const stringsOf = (content: string): readonly string[] => {
  const found: string[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk)
    if (typeof value !== 'object' || value === null) return
    const node = value as { readonly kind?: string; readonly value?: unknown }
    if (node.kind === 'encapsed') throw new Error(`a string with variables: ${JSON.stringify(node)}`)
    if ((node.kind === 'string' || node.kind === 'nowdoc') && typeof node.value === 'string') found.push(node.value)
    Object.values(node).forEach(walk)
  }
  walk(engine.parseCode(content, 'migration.php'))
  return found
}

/** Strings of the shell. */
const fixed: ReadonlySet<string> = new Set(['pgsql', '.php', 'migration.repository'])

const written = (units: readonly Unit[], options?: EmitOptions): string =>
  emit(laravel, units, options)
    .map(({ content }) => content)
    .join('\n')

describe('Laravel', () => {
  test.each([[{}], [{ version: '8' }], [{ version: '9', connection: 'reporting' }], [{ version: '12.23', connection: 'reporting' }]])(
    'gets valid PHP, and the same each time: %j',
    options => {
      const files = emit(laravel, shapes, options)
      for (const { name, content } of files) expect(() => stringsOf(content), name).not.toThrow()
      expect(files).toEqual(emit(laravel, shapes, options))
      expect(show(files)).toMatchSnapshot()
    },
  )

  test.each(hostileTexts)('keeps the text %j', text => {
    const unit = hostile(text)
    const [file] = emit(laravel, [unit])
    const sql = unit.up.statements[0]!.sql[0]!.sql
    expect(stringsOf(file!.content).filter(string => !fixed.has(string))).toEqual([sql, sql])
    for (const line of file!.content.split('\n')) if (line !== '') expect(line, 'no line of blanks alone').toMatch(/\S/)
  })

  test('a title cannot end the PHP code', () => {
    const [file] = emit(laravel, [{ ...shapes[0]!, title: 'a ?> b' }])
    expect(file!.content).not.toContain('?>')
  })

  test.each([
    ['SELECT a::text', true],
    ["SELECT '?', ':x', \"b?\"", true],
    ['SELECT a ? b', false],
    ['SELECT :a', false],
    ["SELECT '\\'", false],
    ['DO $x$ BEGIN END $x$', false],
    ['SELECT 1 -- ?', false],
    ["SELECT 'it''s'", true],
    ['SELECT a[1:2]', false],
  ])('%s may be prepared: %s', (sql, expected) => expect(isPreparable(sql)).toBe(expected))

  test('turns the transaction off only where a direction needs it, and then wraps the others by hand', () => {
    const isOff = emit(laravel, shapes).map(({ content }) => content.includes('public $withinTransaction = false;'))
    expect(isOff).toEqual([false, true, true, false, false, true])
    expect(written([shapes[5]!]).match(/^ +DB::transaction/gm)).toHaveLength(3)
  })

  test('imports what it uses, and nothing else', () => {
    for (const { content } of emit(laravel, shapes, { version: '13' })) {
      const [head, body] = content.split('return new class')
      for (const name of ['DB', 'Schema']) expect(head!.includes(`\\${name};`), content).toBe(new RegExp(`\\b${name}::`).test(body!))
      expect(head!.includes('\\Blueprint;'), content).toBe(body!.includes('Blueprint $table'))
    }
  })

  test('names files by times up to now and above the newest', () => {
    const names = (after?: string) => emit(laravel, shapes.slice(0, 2), { after }).map(({ name }) => name)
    expect(names()).toEqual(['2026_11_20_092959_add_full_name_to_users.php', '2026_11_20_093000_index_users_on_full_name.php'])
    expect(names('2026_11_20_092959_create_users_table')[0]).toMatch(/^2026_11_20_093000_/)
    expect(refusals(laravel, shapes, { after: '2026_11_20_094000' })).toEqual(['version-in-the-future'])
  })

  test.each(['7', '14', 'twelve'])('refuses version %s', version =>
    expect(refusals(laravel, shapes, { version })).toEqual(['unknown-framework-version']),
  )
})
