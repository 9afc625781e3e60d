import { beforeAll, describe, expect, test } from 'vitest'
import type { Unit } from '../../src/plan/plan.ts'
import { classNameOf, fileSlug } from '../../src/frameworks/rails/class-name.ts'
import { rails } from '../../src/frameworks/rails/index.ts'
import { emit, hostile, hostileTexts, refusals, shapes, show, type EmitOptions } from './sample.ts'
import { kindsOf, loadRuby, stringsOf } from './ruby.ts'

let parse: Awaited<ReturnType<typeof loadRuby>>
beforeAll(async () => {
  parse = await loadRuby()
})

const errorsIn = (content: string) => parse(content).errors.map(({ message }) => message)
const written = (units: readonly Unit[], options?: EmitOptions): string =>
  emit(rails, units, options)
    .map(({ content }) => content)
    .join('\n')

describe('Rails', () => {
  test.each([[{}], [{ strongMigrations: true }], [{ version: '6.1' }]])('gets valid Ruby, and the same each time: %j', options => {
    const files = emit(rails, shapes, options)
    for (const { name, content } of files) expect(errorsIn(content), name).toEqual([])
    expect(files).toEqual(emit(rails, shapes, options))
    expect(show(files)).toMatchSnapshot()
  })

  test.each(hostileTexts)('keeps the text %j in SQL', text => {
    const { up, ...rest } = hostile(text)
    const sql = up.statements[0]!.sql[0]!.sql
    const raw = {
      ...up,
      statements: up.statements.map(one => ({
        ...one,
        step: { kind: 'execute-sql', up: sql, reason: text, transactional: true, touches: [] } as const,
      })),
    }
    const [file] = emit(rails, [{ ...rest, up: raw, down: { ...rest.down, blocks: [raw] } }])
    const { value, errors } = parse(file!.content)
    expect(errors).toEqual([])
    expect(stringsOf(value).map(string => string.replace(/\n$/, ''))).toEqual([sql, sql])
    expect(kindsOf(value).filter(kind => kind.startsWith('Embedded'))).toEqual([])
    for (const line of file!.content.split('\n')) if (line !== '') expect(line, 'no line of blanks alone').toMatch(/\S/)
  })

  test.each(hostileTexts.filter(text => !/[".]/.test(text)))('keeps the text %j in a call of its own', text => {
    const { value, errors } = parse(written([hostile(text)]))
    expect(errors).toEqual([])
    expect(stringsOf(value)).toEqual([text, text])
    expect(kindsOf(value).filter(kind => kind.startsWith('Embedded'))).toEqual([])
  })

  test('a title cannot give Ruby an instruction', () => {
    const [file] = emit(rails, [{ ...shapes[0]!, title: 'coding: utf-99' }])
    expect(errorsIn(file!.content)).toEqual([])
  })

  test.each([
    ['add_full_name_to_users', [], 'AddFullNameToUsers'],
    ['add_v2_api_key', ['API'], 'AddV2APIKey'],
    ['index_oauth2_tokens', ['OAuth'], 'IndexOauth2Tokens'],
  ])('names the class of %s with acronyms %j', (slug, acronyms, name) => expect(classNameOf(slug, acronyms)).toBe(name))

  test.each([
    ['2fa for users!', 'change_2fa_for_users'],
    ['a__b', 'a_b'],
    ['Ünï', 'n'],
    ['日本', 'change'],
  ])('makes %j a file name', (slug, name) => expect(fileSlug(slug)).toBe(name))

  test('turns the transaction off only where a direction needs it, and then wraps the others by hand', () => {
    const isOff = emit(rails, shapes).map(({ content }) => content.includes('disable_ddl_transaction!'))
    expect(isOff).toEqual([false, true, true, false, false, true])
    expect(written([shapes[5]!]).match(/^ {4}transaction do$/gm)).toHaveLength(3)
  })

  test('raises where there is no way back, saying why', () => {
    expect(written([shapes[4]!])).toContain('raise ActiveRecord::IrreversibleMigration, "the values of name are gone"')
  })

  test('names files by times up to now and above the newest', () => {
    const stamps = (after?: string) => emit(rails, shapes.slice(0, 2), { after }).map(({ name }) => name.slice(0, 14))
    expect(stamps()).toEqual(['20261120092959', '20261120093000'])
    expect(stamps('007')).toEqual(['20261120092959', '20261120093000'])
    expect(stamps('20261120092959')).toEqual(['20261120093000', '20261120093001'])
    expect(refusals(rails, shapes, { after: '20261120094000' })).toEqual(['version-in-the-future'])
  })

  test('refuses a version it does not know', () =>
    expect(refusals(rails, shapes, { version: '5.2' })).toEqual(['unknown-framework-version']))
})
