import { describe, expect, test } from 'vitest'
import { namesFor } from '../../src/convert/naming.ts'
import type { Migration } from '../../src/history/migration.ts'
import type { FrameworkId } from '../../src/model/framework.ts'

const migration = (id: string, name: string, more: Partial<Migration> = {}): Migration => ({
  id,
  name,
  file: name,
  at: { file: name, line: 1, column: 1 },
  wrapping: 'one-each',
  up: () => undefined,
  ...more,
})
const versions = (from: FrameworkId, to: FrameworkId, ...ids: readonly string[]) =>
  namesFor(
    ids.map(id => migration(id, 'a', id.startsWith('R__') ? { repeatable: true } : {})),
    { from, to },
  ).map(({ version }) => version)

describe('versions of converted migrations', () => {
  test('keep the moments of the source', () => {
    expect(versions('rails', 'flyway', '20240101000000', '20240102000000')).toEqual(['20240101000000', '20240102000000'])
    expect(versions('laravel', 'rails', '2024_01_01_000000_create_a', '2024_01_02_000000_b')).toEqual(['20240101000000', '20240102000000'])
  })

  test('are pushed on where two have one moment, past a minute’s end too', () => {
    expect(versions('laravel', 'rails', '2024_01_01_000059_a', '2024_01_01_000059_b', '2024_01_01_000059_c')).toEqual([
      '20240101000059',
      '20240101000100',
      '20240101000101',
    ])
  })

  test('are moments where some go on with parts of a second and one is nothing but zeros', () => {
    expect(versions('sql', 'flyway', '00000000000000', '202509191326480000', '20251001000000')).toEqual([
      '19700101000000',
      '20250919132648',
      '20251001000000',
    ])
  })

  test('keep small numbers where the target has small numbers, as wide as all need', () => {
    expect(versions('sql', 'flyway', '1', '2', '10')).toEqual(['1', '2', '10'])
    expect(versions('sql', 'sql', '0', '2', '10')).toEqual(['000001', '000002', '000010'])
    expect(versions('flyway', 'liquibase', '1', '12')).toEqual(['0001', '0012'])
  })

  test('are moments that stand for places where the target has moments and the source has none', () => {
    expect(versions('alembic', 'rails', 'abc', 'def')).toEqual(['20000101000001', '20000101000002'])
  })

  test('are places where the source has names', () => {
    expect(versions('liquibase', 'flyway', 'a::b::c', ...Array.from({ length: 9 }, (_, n) => `${n}::x`))[9]).toBe('10')
    expect(versions('alembic', 'sql', 'abc', 'def')).toEqual(['000001', '000002'])
    expect(versions('flyway', 'sql', '2.43.12', '2.44')).toEqual(['000001', '000002'])
  })

  test('of Flyway stay what they are in Flyway', () => {
    expect(versions('flyway', 'flyway', '2.43.12', '2.44', 'R__views')).toEqual(['2_43_12', '2_44', 'R__views'])
  })

  test('come after all others where a migration runs again and again', () => {
    expect(versions('flyway', 'rails', '20240101000000', 'R__views')).toEqual(['20240101000000', '20240101000001'])
    expect(versions('flyway', 'sql', '1', '2', 'R__views')).toEqual(['000001', '000002', '000003'])
  })
})

describe('names of converted migrations', () => {
  const slugs = (...names: readonly string[]) =>
    namesFor(
      names.map(name => migration('1', name)),
      { from: 'liquibase', to: 'rails' },
    ).map(({ slug }) => slug)

  test('are words joined by underscores that a class can be named after', () => {
    expect(slugs('Add Full-Name to Users', 'AddAge', '12', 'naïve ünïcode', '')).toEqual([
      'add_full_name_to_users',
      'add_age',
      'change_12',
      'naive_unicode',
      'change',
    ])
  })

  test('differ', () => {
    expect(slugs('a', 'a', 'a')).toEqual(['a', 'a_2', 'a_3'])
  })
})
