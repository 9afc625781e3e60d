import { loadModule, parseSync } from 'libpg-query'
import { beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/frameworks/sql/index.ts'
import { psqlText } from '../../src/frameworks/psql-text.ts'
import { commentsIn, emit, hostile, hostileTexts, refusals, shapes, show } from './sample.ts'

beforeAll(() => loadModule())

const layouts = ['pairs', 'golang-migrate', 'goose', 'dbmate']

describe.each(layouts)('plain SQL as %s', layout => {
  test('is valid SQL, and the same each time', () => {
    const files = emit(sql, shapes, { layout })
    for (const { name, content } of files) expect(() => parseSync(content), name).not.toThrow()
    expect(files).toEqual(emit(sql, shapes, { layout }))
    expect(show(files)).toMatchSnapshot()
  })

  test.each(hostileTexts)('keeps the text %j', text => {
    for (const { content } of emit(sql, [hostile(text)], { layout })) {
      for (const comment of commentsIn(content)) expect(comment).toBe(text)
      expect(commentsIn(content).length).toBeGreaterThan(0)
    }
  })
})

describe('psql', () => {
  test.each([
    ['SELECT tags[1:n]', 'SELECT tags[1: n]'],
    [`SELECT a::text, ':x' || ":y" || $$:z$$ -- :w`, `SELECT a::text, ':x' || ":y" || $$:z$$ -- :w`],
    [`SELECT E'\\':n', b[1:'2'], $a$ $b$ :x $a$`, `SELECT E'\\':n', b[1: '2'], $a$ $b$ :x $a$`],
  ])('would replace no variable in %j', (text, safe) => expect(psqlText(text)).toBe(safe))
})

describe('versions', () => {
  const names = (layout: string, after?: string): readonly string[] =>
    emit(sql, shapes.slice(0, 2), { layout, after }).map(({ name }) => name)

  test('are stamps that end now, or follow the highest', () => {
    expect(names('goose')).toEqual(['20261120092959_add_full_name_to_users.sql', '20261120093000_index_users_on_full_name.sql'])
    expect(names('goose', '20261120092959')[0]).toMatch(/^20261120093000_/)
    expect(names('goose', '20261231235999')[0]).toMatch(/^20270101000040_/)
  })

  test('follow the numbers of the team', () => {
    expect(names('goose', '00009').map(name => name.slice(0, 6))).toEqual(['00010_', '00011_'])
  })
})

describe('refusals', () => {
  const codes = (layout: string, text = 'x', more = {}): readonly string[] => refusals(sql, [hostile(text)], { layout, ...more })

  test('of unknown layouts and versions', () => {
    expect(codes('flat')).toEqual(['unknown-layout'])
    expect(codes('pairs', 'x', { after: 'v7' })).toEqual(['unknown-version'])
  })

  test('of texts that a runner would take for its own marks', () => {
    expect(codes('goose', 'a\n-- +goose Down\nb')).toEqual(['unsupported'])
    expect(codes('goose', 'a\r\nb')).toEqual(['unsupported'])
    expect(codes('dbmate', 'a\n-- migrate:down\nb')).toEqual(['unsupported'])
    expect(codes('pairs', 'a\n-- migrate:down\n-- +goose Down\r\n')).toEqual([])
  })
})
