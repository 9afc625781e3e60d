import { describe, expect, test } from 'vitest'
import { col, identifier, sql } from '../../src/authoring.ts'
import { nearest } from '../../src/dsl/did-you-mean.ts'
import { renameInExpression } from '../../src/changes/evolve/word-semantics.ts'

describe('sql', () => {
  test('interpolates literals quoted, references and nested sql as SQL', () => {
    expect(sql`lower(${col('name')}) = ${"O'Neil"} AND ${sql`age > ${18}`} AND ok = ${true} AND gone IS ${null} AND n = ${10n}`.sql).toBe(
      "lower(name) = 'O''Neil' AND age > 18 AND ok = true AND gone IS NULL AND n = 10",
    )
  })

  test('cannot be broken out of', () => {
    expect(sql`name = ${"'; DROP TABLE users; --"}`.sql).toBe("name = '''; DROP TABLE users; --'")
    expect(sql`${col('a"b')} ${identifier('Billing', 'order')}`.sql).toBe('"a""b" "Billing"."order"')
  })

  test('keeps backslashes as typed', () => {
    expect(sql`name ~ '^\d+\.\w$' AND \`x\` \${y}`.sql).toBe("name ~ '^\\d+\\.\\w$' AND `x` ${y}")
  })

  test.each([[undefined], [{}], [[1]], [() => 1], [Number.NaN], ['a\0b']])('refuses %s', value => {
    expect(() => sql`x = ${value as string}`).toThrow(TypeError)
  })
})

describe('renaming a column in an expression', () => {
  test.each([
    ["name <> 'name'", "full_name <> 'name'"],
    ['lower(name) || name(name)', 'lower(full_name) || name(full_name)'],
    ['x::name = name::name', 'x::name = full_name::name'],
    ['"name" = "Name" AND NAME > 1', 'full_name = "Name" AND full_name > 1'],
    ['names = surname', 'names = surname'],
  ])('%s', (before, after) => {
    expect(renameInExpression(before, 'name', 'full_name')).toBe(after)
  })

  test('quotes what needs it', () => {
    expect(renameInExpression('a > 0', 'a', 'order')).toBe('"order" > 0')
  })
})

describe('did you mean', () => {
  test.each([
    ['nmae', ['id', 'name', 'email'], 'name'],
    ['userid', ['user_id', 'id'], 'user_id'],
    ['name', ['id', 'full_name'], 'full_name'],
    ['payed', ['new', 'paid'], 'paid'],
    ['colour', ['id', 'name'], undefined],
  ])('%s of %j is %s', (written, known, expected) => {
    expect(nearest(written, known)).toBe(expected)
  })
})
