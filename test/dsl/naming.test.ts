import { describe, expect, test } from 'vitest'
import { freeName, joinColumns, objectName } from '../../src/dsl/naming.ts'
import { clipName } from '../../src/model/name.ts'

describe('names PostgreSQL gives by itself', () => {
  test.each([
    ['users', undefined, 'pkey', 'users_pkey'],
    ['users', 'email', 'key', 'users_email_key'],
    ['orders', 'user_id', 'fkey', 'orders_user_id_fkey'],
    ['users', 'age', 'check', 'users_age_check'],
    ['users', 'id', 'seq', 'users_id_seq'],
  ])('%s %s %s', (table, columns, label, name) => {
    expect(objectName(table, columns, label)).toBe(name)
  })

  // Proved on servers by test/facts/dsl-names.test.ts.
  test.each([
    ['a'.repeat(63), 'b'.repeat(63), 'key', `${'a'.repeat(29)}_${'b'.repeat(29)}_key`],
    ['a'.repeat(63), 'b', 'key', `${'a'.repeat(57)}_b_key`],
    ['short', 'c'.repeat(63), 'fkey', `short_${'c'.repeat(52)}_fkey`],
  ])('is cut like the server does: %s %s', (table, columns, label, name) => {
    expect(objectName(table, columns, label)).toBe(name)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
  })

  test('a character is never cut in half', () => {
    expect(clipName('ü'.repeat(40))).toBe('ü'.repeat(31))
  })

  test('a taken name gets a number', () => {
    expect(freeName('users', 'email', 'idx', name => ['users_email_idx', 'users_email_idx1'].includes(name))).toBe('users_email_idx2')
  })

  test('columns are joined until they are as long as a name may be', () => {
    expect(joinColumns(['a', 'b'])).toBe('a_b')
    expect(joinColumns(['x'.repeat(60), 'y'.repeat(60), 'z'])).toBe(`${'x'.repeat(60)}_${'y'.repeat(60)}`)
  })
})
