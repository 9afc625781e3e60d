import { describe, expect, it } from 'vitest'
import { capabilities } from '../../src/engines/postgres/capabilities.ts'
import { onlyUnless } from '../../src/engines/postgres/guards.ts'
import { deriveName, dollarQuote, fitsName, quoteIdentifier, quoteLiteral, quoteName } from '../../src/engines/postgres/quote.ts'
import { clipName } from '../../src/model/name.ts'
import { splitStatements } from '../../src/engines/postgres/sql/split-statements.ts'
import { parseEngine } from '../../src/engines/postgres/versions.ts'

describe('versions', () => {
  it.each([
    ['postgres', 14, 23],
    ['postgresql', 14, 23],
    ['postgres@16', 16, 14],
    ['postgres@16.2', 16, 2],
    ['14.3', 14, 3],
    ['160014', 16, 14],
    [180004, 18, 4],
    ['PostgreSQL@12', 12, 22],
  ])('%s', (text, major, minor) => {
    expect(parseEngine(text)).toEqual({ ok: true, value: { engine: 'postgres', major, minor } })
  })
  it.each([
    ['postgres@11', /11.*is not supported: Lockstep knows 12 to 18/],
    ['postgres@19', /19/],
    ['090624', /no PostgreSQL version/],
    ['mysql@8', /no PostgreSQL version/],
    ['', /no PostgreSQL version/],
    ['postgres@', /no PostgreSQL version/],
  ])('%s is refused', (text, message) => {
    const result = parseEngine(text)
    expect(result).toMatchObject({
      ok: false,
      diagnostics: [{ severity: 'error', message: expect.stringMatching(message), help: expect.any(String) }],
    })
  })
  it('knows which 14 corrupts concurrent builds', () => {
    expect(
      [
        [14, 3],
        [14, 4],
        [13, 0],
        [15, 0],
      ].map(([major, minor]) => capabilities({ engine: 'postgres', major: major!, minor: minor! }).concurrentBuildsAreSafe),
    ).toEqual([false, true, true, true])
  })
})

describe('quoting', () => {
  it('leaves plain names plain', () => {
    expect(['users', 'full_name', 'User', 'order', 'a b', 'ä', '9x', ''].map(quoteIdentifier)).toEqual([
      'users',
      'full_name',
      '"User"',
      '"order"',
      '"a b"',
      '"ä"',
      '"9x"',
      '""',
    ])
    expect(quoteName({ schema: 'App', name: 'user' })).toBe('"App"."user"')
  })
  it('keeps literals on one line', () => {
    expect(quoteLiteral(`it's`)).toBe(`'it''s'`)
    expect(quoteLiteral('a\\b\nc')).toBe(`E'a\\\\b\\nc'`)
  })
  it('finds a tag that the body does not hold, not even at its end', () => {
    expect(dollarQuote('x')).toBe('$lockstep$x$lockstep$')
    expect(dollarQuote('a $lockstep$ b')).toBe('$lockstep1$a $lockstep$ b$lockstep1$')
    expect(dollarQuote('ends in $lockstep')).toBe('$lockstep1$ends in $lockstep$lockstep1$')
  })
  it('derives names that fit and do not meet', () => {
    expect(deriveName('users_email_idx', 'new')).toBe('users_email_idx_new')
    const [one, two] = [`${'é'.repeat(31)}1`, `${'é'.repeat(31)}2`].map(base => deriveName(base, 'new'))
    expect(one).not.toBe(two)
    expect([one, two].every(name => fitsName(name!) && clipName(name!) === name && name!.endsWith('_new'))).toBe(true)
    expect(fitsName('é'.repeat(32))).toBe(false)
  })
})

describe('guards', () => {
  it('read like what a person would write', () => {
    expect(onlyUnless({ sql: 'ALTER TABLE t\n  ADD x', doneWhen: `EXISTS (\n  SELECT FROM pg_class\n)` })).toBe(`DO $lockstep$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_class
  ) THEN
    ALTER TABLE t
      ADD x;
  END IF;
END
$lockstep$`)
  })
  it('leave alone what needs none, and quoted texts that span lines', () => {
    expect(onlyUnless({ sql: 'DROP TABLE IF EXISTS t' })).toBe('DROP TABLE IF EXISTS t')
    expect(onlyUnless({ sql: `ALTER TABLE t ALTER x SET DEFAULT 'a\nb'`, doneWhen: 'true' })).toContain(`'a\nb'`)
  })
  it('execute as text what a block would look into', () => {
    expect(onlyUnless({ sql: 'CREATE TYPE x AS ENUM ()', doneWhen: 'false' })).toContain(
      'EXECUTE $statement$CREATE TYPE x AS ENUM ()$statement$;',
    )
  })
})

describe('several statements in one text', () => {
  it.each([
    ['SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
    [`INSERT INTO t VALUES (';'); -- last; really`, [`INSERT INTO t VALUES (';')`]],
    ['/* ; */ DO $$ BEGIN; END $$', ['/* ; */ DO $$ BEGIN; END $$']],
    [
      'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3',
      ['CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END', 'SELECT 3'],
    ],
    [';;', []],
  ])('%s', (text, statements) => {
    expect(splitStatements(text)).toEqual(statements)
  })
})
