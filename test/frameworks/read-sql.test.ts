import { beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/frameworks/sql/index.ts'
import type { FrontEnd, ReadOptions } from '../../src/frameworks/read.ts'
import type { History } from '../../src/history/migration.ts'
import { codes, cut, files, ids, played, sqlOf } from './played.ts'

let frontEnd: FrontEnd
beforeAll(async () => {
  frontEnd = await sql.frontEnd!()
})

const read = (texts: Readonly<Record<string, string>>, options: ReadOptions = {}): History => frontEnd.read(files(texts), options)
const table = (n: number): string => `CREATE TABLE t${n} (id int);`
const both = `${table(1)}\n${table(2)}\n`

describe('golang-migrate', () => {
  test('runs pairs by number, each file as one message: several statements are a transaction, one is none', () => {
    const { migrations, diagnostics } = read({
      'm/10_c.up.sql': both,
      'm/10_c.down.sql': 'DROP TABLE t2, t1;',
      'm/000002_b.up.sql': 'CREATE INDEX CONCURRENTLY i ON t1 (id);',
      'm/000002_b.down.sql': both,
      'm/1_a.up.sql': both,
    })
    expect(diagnostics).toEqual([])
    expect(ids(migrations)).toEqual(['1', '2', '10'])
    expect(migrations.map(({ wrapping }) => wrapping)).toEqual(['implicit', 'none', 'implicit'])
    expect(migrations.map(({ noDown }) => noDown)).toEqual(['missing', undefined, undefined])
    expect(migrations.map(({ down }) => played(down).said.map(({ transaction }) => transaction))).toEqual([[], ['in', 'in'], ['out']])
  })

  test('a way back that says nothing is empty; one without a way forward is named', () => {
    const { migrations, diagnostics } = read({ '1_a.up.sql': table(1), '1_a.down.sql': '-- nothing\n', '2_b.down.sql': table(2) })
    expect(migrations.map(({ id, noDown }) => [id, noDown])).toEqual([['1', 'empty']])
    expect(diagnostics).toMatchObject([{ code: 'down-without-up', span: { file: '2_b.down.sql' } }])
  })

  test('two of one number are named', () => {
    const { diagnostics } = read({ '1_a.up.sql': table(1), '01_b.up.sql': table(2) })
    expect(diagnostics).toMatchObject([{ code: 'sql-version-twice', severity: 'error' }])
  })
})

describe('pairs for psql', () => {
  const written = { '1_a.up.sql': `BEGIN;\n${both}COMMIT;\n`, '2_b.up.sql': table(3) }

  test('are told by what stands in them, and each statement runs for itself', () => {
    expect(read(written).migrations.map(({ wrapping }) => wrapping)).toEqual(['none', 'none'])
    expect(read({ ...written, '3_c.up.sql': both }).migrations.map(({ wrapping }) => wrapping)).toEqual(['implicit', 'none', 'implicit'])
    expect(read({ ...written, '3_c.up.sql': both }, { layout: 'pairs' }).migrations.map(({ wrapping }) => wrapping)).toEqual([
      'none',
      'none',
      'none',
    ])
  })

  test('may hold psql’s own commands, which are no SQL', () => {
    const source = files({ '1_a.up.sql': `\\set ON_ERROR_STOP on\n${table(1)}\n\\echo done\n` })
    const { said, notes } = played(frontEnd.read(source, {}).migrations[0]!.up)
    expect(said.map(({ sql: text }) => text)).toEqual(['CREATE TABLE t1 (id int)'])
    expect(notes.map(({ span }) => cut(source, span!))).toEqual(['\\set ON_ERROR_STOP on', '\\echo done'])
  })
})

describe('files that a program of the team’s own runs', () => {
  test('are taken by their numbers: V0001.Name.up.sql', () => {
    const { migrations } = read({
      'V0002.Web_Authn.up.sql': both,
      'V0001.Initial_Schema.up.sql': both,
      'V0001.Initial_Schema.down.sql': table(1),
    })
    expect(migrations.map(({ id, name, wrapping, noDown }) => [id, name, wrapping, noDown])).toEqual([
      ['1', 'Initial_Schema', 'implicit', undefined],
      ['2', 'Web_Authn', 'implicit', 'missing'],
    ])
  })

  test('single numbered files only go forward', () => {
    const { migrations, diagnostics } = read({
      'db/002-b.sql': table(2),
      'db/001_a.sql': table(1),
      'db/notes.sql': 'SELECT 1',
      'queries/q.sql': 'SELECT 2',
    })
    expect(migrations.map(({ id, noDown }) => [id, noDown])).toEqual([
      ['1', 'missing'],
      ['2', 'missing'],
    ])
    expect(diagnostics).toMatchObject([{ code: 'sql-file-name', span: { file: 'db/notes.sql' } }])
  })

  test('of several engines only this one’s are read', () => {
    const { migrations, diagnostics } = read({
      'm/postgres/V1.A.up.sql': table(1),
      'm/mysql/V1.A.up.sql': table(1),
      'm/1_a.sqlite.up.sql': table(1),
    })
    expect(migrations.map(({ file }) => file)).toEqual(['m/postgres/V1.A.up.sql'])
    expect(codes(diagnostics)).toEqual(['other-engine', 'other-engine'])
  })
})

describe('folders of two, as diesel has them', () => {
  test('go by their dates, in one transaction each unless the folder says otherwise', () => {
    const { migrations, diagnostics } = read({
      'migrations/2026-02-03-235249-0000_c/up.sql': both,
      'migrations/2019-02-26-002946_a/up.sql': both,
      'migrations/2019-02-26-002946_a/down.sql': 'DROP TABLE t1;',
      'migrations/2020-01-01-000000_b/up.sql': 'CREATE INDEX CONCURRENTLY i ON t1 (id);',
      'migrations/2020-01-01-000000_b/metadata.toml': 'run_in_transaction = false\n',
    })
    expect(diagnostics).toEqual([])
    expect(migrations.map(({ id, name, wrapping }) => [id, name, wrapping])).toEqual([
      ['20190226002946', 'a', 'one-each'],
      ['20200101000000', 'b', 'none'],
      ['202602032352490000', 'c', 'one-each'],
    ])
  })
})

describe('sqlx', () => {
  test('runs each file in a transaction, unless its first line says no-transaction', () => {
    const { migrations } = read(
      { '1_a.up.sql': table(1), '2_b.up.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t1 (id);' },
      { layout: 'sqlx' },
    )
    expect(migrations.map(({ wrapping }) => wrapping)).toEqual(['one-each', 'none'])
  })
})

describe('goose', () => {
  const file = `-- a comment
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION f() RETURNS int AS $$ BEGIN; RETURN 1; END $$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TABLE t1 (
  id int -- a column;
);
-- +goose down
DROP TABLE t1;
DROP FUNCTION f;
`

  test('is cut by its annotations, whatever their case, with exact places', () => {
    const source = files({ 'm/00002_x.sql': file })
    const { migrations, diagnostics } = frontEnd.read(source, {})
    expect(diagnostics).toEqual([])
    expect(migrations).toMatchObject([{ id: '2', name: 'x', wrapping: 'one-each' }])
    expect(sqlOf(migrations[0]!.down)).toEqual(['DROP TABLE t1', 'DROP FUNCTION f'])
    const { said } = played(migrations[0]!.up)
    expect(said).toHaveLength(2)
    expect(said.map(({ at }) => cut(source, at))).toEqual(said.map(({ sql: text }) => text))
    expect(said[0]!.at).toMatchObject({ line: 4, column: 1 })
  })

  test('without a transaction each statement is by itself, and several sent at once share one', () => {
    const { migrations } = read({
      '1_x.sql': `-- +goose no transaction\n-- +goose Up\n${table(1)} ${table(2)}\nVACUUM;\n-- +goose StatementBegin\n${table(3)}\n${table(4)}\n-- +goose StatementEnd\n`,
    })
    expect(migrations[0]).toMatchObject({ wrapping: 'none', noDown: 'missing' })
    expect(played(migrations[0]!.up).said.map(({ transaction }) => transaction)).toEqual(['in', 'in', undefined, 'in', 'in'])
  })

  test('puts the environment in only where it is asked to', () => {
    const text = "-- +goose Up\nSELECT '${A}';\n-- +goose ENVSUB ON\nSELECT '${A}', '${B:-b}', '$C';\n-- +goose ENVSUB OFF\nSELECT '$C';\n"
    const { migrations, diagnostics } = read({ '1_x.sql': text }, { placeholders: { A: 'a' } })
    expect(sqlOf(migrations[0]!.up)).toEqual(["SELECT '${A}'", "SELECT 'a', 'b', 'C_'", "SELECT '$C'"])
    expect(diagnostics).toMatchObject([{ code: 'unknown-placeholder', span: { line: 4, column: 28, endColumn: 30 } }])
  })

  test.each([
    ['a statement without its semicolon', '-- +goose Up\nSELECT 1\n-- +goose Down\n', 'no semicolon', 3],
    ['a last statement without its semicolon', '-- +goose Up\nSELECT 1\n', 'no semicolon', 2],
    ['an annotation that is none', '-- +goose Up\n-- +goose Sideways\nSELECT 1;\n', '"sideways"', 2],
    ['a block that has no end', '-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n', 'StatementEnd is missing', 3],
    ['a statement before Up', 'SELECT 1;\n-- +goose Up\n', 'before -- +goose Up', 1],
  ])('%s is named, and read all the same', (_, text, message, line) => {
    const { migrations, diagnostics } = read({ '1_x.sql': text })
    expect(diagnostics).toMatchObject([{ code: 'goose-file', message: expect.stringContaining(message), span: { line } }])
    expect(sqlOf(migrations[0]!.up)).toEqual(['SELECT 1'])
  })

  test('programs in Go are kept whole, in their place', () => {
    const text = 'package m\n\nfunc init() {\n\tgoose.AddMigrationNoTxContext(upFill, nil)\n}\n'
    const { migrations } = read({
      '3_c.sql': `-- +goose Up\n${table(3)}\n`,
      '2_fill.go': text,
      '1_a.sql': `-- +goose Up\n${table(1)}\n`,
      '4_x_test.go': text,
    })
    expect(migrations.map(({ id, name, wrapping, noDown }) => [id, name, wrapping, noDown])).toEqual([
      ['1', 'a', 'one-each', 'missing'],
      ['2', 'fill', 'none', 'empty'],
      ['3', 'c', 'one-each', 'missing'],
    ])
    expect(played(migrations[1]!.up).said[0]!.code).toEqual({ language: 'go', source: text, reason: 'the Go function upFill' })
  })
})

describe('dbmate', () => {
  test('has both directions in one file, each in a transaction unless it says otherwise', () => {
    const source = files({
      'db/migrations/20240101_a.sql': `-- migrate:up\n${both}\n-- migrate:down\nDROP TABLE t1, t2;\n`,
      'db/migrations/20240102_b.sql': `-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t1 (id);\n\n-- migrate:down\n`,
    })
    const { migrations, diagnostics } = frontEnd.read(source, {})
    expect(diagnostics).toEqual([])
    expect(migrations.map(({ id, wrapping, noDown }) => [id, wrapping, noDown])).toEqual([
      ['20240101', 'one-each', undefined],
      ['20240102', 'none', 'empty'],
    ])
    const { said } = played(migrations[0]!.down)
    expect(said.map(({ at }) => cut(source, at))).toEqual(['DROP TABLE t1, t2'])
  })

  test.each([
    ['no way back', `-- migrate:up\n${table(1)}\n`, ['it has no line -- migrate:down']],
    ['the wrong order', `-- migrate:down\nDROP TABLE t1;\n-- migrate:up\n${table(1)}\n`, ['must stand before']],
    ['statements before the first section', `${table(1)}\n-- migrate:up\n-- migrate:down\n`, ['a statement stands before']],
  ])('%s is named, and read all the same', (_, text, messages) => {
    const { migrations, diagnostics } = read({ '1_x.sql': text })
    expect(diagnostics.map(({ message }) => message)).toEqual(messages.map(each => expect.stringContaining(each)))
    expect(sqlOf(migrations[0]!.up)).toEqual(['CREATE TABLE t1 (id int)'])
  })
})
