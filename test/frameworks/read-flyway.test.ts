import { beforeAll, describe, expect, test } from 'vitest'
import { flyway } from '../../src/frameworks/flyway/index.ts'
import type { FrontEnd, ReadOptions } from '../../src/frameworks/read.ts'
import type { History } from '../../src/history/migration.ts'
import { codes, cut, files, ids, played, sqlOf } from './played.ts'

let frontEnd: FrontEnd
beforeAll(async () => {
  frontEnd = await flyway.frontEnd!()
})

const read = (texts: Readonly<Record<string, string>>, options: ReadOptions = {}): History => frontEnd.read(files(texts), options)
const table = (n: number): string => `CREATE TABLE t${n} (id int);`

describe('the order of Flyway', () => {
  test('goes by the numbers of a version, part by part, where an underscore is a dot', () => {
    const { migrations } = read({
      'db/V10__ten.sql': table(1),
      'db/V2_1__two_one.sql': table(2),
      'db/V2.0.5__two.sql': table(3),
      'db/V001__one.sql': table(4),
      'db/sub/V2__below.sql': table(5),
      'db/V20240101120000.1__stamp.sql': table(6),
    })
    expect(ids(migrations)).toEqual(['001', '2', '2.0.5', '2.1', '10', '20240101120000.1'])
    expect(migrations.map(({ name }) => name)).toEqual(['one', 'below', 'two', 'two_one', 'ten', 'stamp'])
  })

  test('puts repeatable scripts behind all versions, by description', () => {
    const { migrations } = read({ 'R__b.sql': table(1), 'R__a.sql': table(2), 'V1__x.sql': table(3) })
    expect(ids(migrations)).toEqual(['1', 'R__a', 'R__b'])
    expect(migrations.map(({ repeatable }) => repeatable)).toEqual([undefined, true, true])
  })

  test('begins at the newest baseline, and says what that leaves out', () => {
    const { migrations, diagnostics } = read({
      'V1__a.sql': table(1),
      'V2__b.sql': table(2),
      'B2__both.sql': `${table(1)}\n${table(2)}`,
      'V3__c.sql': table(3),
    })
    expect(ids(migrations)).toEqual(['2', '3'])
    expect(sqlOf(migrations[0]!.up)).toEqual(['CREATE TABLE t1 (id int)', 'CREATE TABLE t2 (id int)'])
    expect(diagnostics).toMatchObject([{ code: 'flyway-baseline', message: expect.stringContaining('2 scripts up to version 2') }])
  })

  test('two files of one version are named, with both places, zeros at the end not counted', () => {
    const { migrations, diagnostics } = read({ 'a/V1.0__x.sql': table(1), 'b/V1__y.sql': table(2) })
    expect(migrations).toHaveLength(2)
    expect(diagnostics).toMatchObject([
      { code: 'flyway-version-twice', severity: 'error', span: { file: 'b/V1__y.sql' }, message: expect.stringContaining('a/V1.0__x.sql') },
    ])
  })
})

describe('names that Flyway passes over', () => {
  test.each([
    ['V365_remove_spaces.sql', 'V365__remove_spaces.sql'],
    ['V1a__x.sql', '"1a" is no version'],
    ['V__x.sql', '"" is no version'],
    ['R_views.sql', 'must stand right behind R'],
    ['create_users.sql', 'none of the prefixes'],
  ])('%s is named: %s', (name, reason) => {
    const { migrations, diagnostics } = read({ [name]: table(1) })
    expect(migrations).toEqual([])
    expect(diagnostics).toMatchObject([{ code: 'flyway-file-name', message: expect.stringContaining(reason), span: { file: name } }])
  })

  test('the names may be the project’s own', () => {
    const settings = { sqlMigrationPrefix: 'M', sqlMigrationSeparator: '--', sqlMigrationSuffixes: ['.pgsql'] }
    const { migrations, diagnostics } = read({ 'M1--users.pgsql': table(1) }, { flyway: settings })
    expect(ids(migrations)).toEqual(['1'])
    expect(diagnostics).toEqual([])
  })

  test('a description may be absent', () => expect(ids(read({ 'V7.sql': table(1) }).migrations)).toEqual(['7']))

  test('callbacks are no migrations, but limits they set hold in each', () => {
    const { migrations, diagnostics } = read({
      'beforeEachMigrate.sql': "SET lock_timeout = '2s';",
      'afterMigrate__x.sql': 'VACUUM;',
      'V1__x.sql': table(1),
    })
    expect(codes(diagnostics)).toEqual(['flyway-callback', 'flyway-callback'])
    expect(sqlOf(migrations[0]!.up)).toEqual(["SET lock_timeout = '2s'", 'CREATE TABLE t1 (id int)'])
  })
})

describe('transactions', () => {
  const wrapping = (sql: string, options: ReadOptions = {}, conf?: string): string | undefined =>
    read({ 'V1__x.sql': sql, ...(conf === undefined ? {} : { 'V1__x.sql.conf': conf }) }, options).migrations[0]?.wrapping

  test.each([
    'CREATE INDEX CONCURRENTLY i ON t (a);',
    'create unique index concurrently if not exists i on t (a);',
    '-- why\nDROP INDEX /* here */ CONCURRENTLY i;',
    'CREATE DATABASE d;',
    'DROP TABLESPACE s;',
    "ALTER SYSTEM SET work_mem = '1GB';",
    'VACUUM (ANALYZE) t;',
    'REINDEX (VERBOSE) SCHEMA public;',
    'REINDEX DATABASE d;',
    'DISCARD ALL;',
  ])('Flyway sees that %s cannot be in one', sql => expect(wrapping(sql)).toBe('none'))

  test.each([
    'REINDEX INDEX CONCURRENTLY i;',
    'REINDEX TABLE CONCURRENTLY t;',
    'ALTER TABLE t DETACH PARTITION p CONCURRENTLY;',
    "ALTER TYPE mood ADD VALUE 'ok';",
    "COMMENT ON TABLE t IS 'CREATE INDEX CONCURRENTLY';",
    'CREATE TABLE vacuum_log (id int);',
  ])('Flyway runs %s in one', sql => expect(wrapping(sql)).toBe('one-each'))

  test('the file beside a script decides, whatever is in it', () => {
    expect(wrapping('ALTER TABLE t DETACH PARTITION p CONCURRENTLY;', {}, 'executeInTransaction=false\n')).toBe('none')
    expect(wrapping('CREATE INDEX CONCURRENTLY i ON t (a);', {}, 'executeInTransaction=true')).toBe('one-each')
  })

  test('a script of both kinds is refused by Flyway, unless mixed or told', () => {
    const sql = `${table(1)}\nCREATE INDEX CONCURRENTLY i ON t1 (id);`
    const { migrations, diagnostics } = read({ 'V1__x.sql': sql })
    expect(migrations[0]!.wrapping).toBe('none')
    expect(diagnostics).toMatchObject([{ code: 'flyway-mixed', severity: 'error', span: { line: 2, column: 1, endLine: 2 } }])
    expect(read({ 'V1__x.sql': sql }, { flyway: { mixed: true } }).diagnostics).toEqual([])
    expect(read({ 'V1__x.sql': sql, 'V1__x.sql.conf': 'executeInTransaction=false' }).diagnostics).toEqual([])
  })

  test('group=true puts all that is pending into one; what cannot be in it is named', () => {
    const group = { flyway: { group: true } }
    expect(wrapping(table(1), group)).toBe('one-for-all')
    const { migrations, diagnostics } = read({ 'V1__x.sql': table(1), 'V2__y.sql': 'VACUUM;' }, group)
    expect(migrations.map(each => each.wrapping)).toEqual(['one-for-all', 'none'])
    expect(diagnostics).toMatchObject([{ code: 'flyway-group-mixed', span: { file: 'V2__y.sql' } }])
  })
})

describe('the way back', () => {
  test('is the undo script of the same version, wherever it lies', () => {
    const { migrations } = read({ 'db/migration/V1_2__x.sql': table(1), 'db/undo/U1.2__x.sql': 'DROP TABLE t1;' })
    expect(sqlOf(migrations[0]!.down)).toEqual(['DROP TABLE t1'])
    expect(played(migrations[0]!.down).said[0]!.at).toMatchObject({ file: 'db/undo/U1.2__x.sql', line: 1, column: 1, endColumn: 14 })
  })

  test('has a transaction of its own kind', () => {
    const { migrations } = read({
      'V1__x.sql': 'CREATE INDEX CONCURRENTLY i ON t (a);',
      'U1__x.sql': 'DROP INDEX i;',
      'V2__y.sql': 'CREATE INDEX j ON t (a);',
      'U2__y.sql': 'DROP INDEX CONCURRENTLY j;',
    })
    expect(migrations.map(({ down }) => played(down).said[0]!.transaction)).toEqual(['in', 'out'])
  })

  test('is missing without one, and empty where the script says nothing', () => {
    const { migrations, diagnostics } = read({
      'V1__x.sql': table(1),
      'V2__y.sql': table(2),
      'U2__y.sql': '-- nothing\n',
      'U9__z.sql': 'DROP TABLE z;',
    })
    expect(migrations.map(({ noDown }) => noDown)).toEqual(['missing', 'empty'])
    expect(codes(diagnostics)).toEqual(['undo-without-version'])
  })
})

describe('placeholders', () => {
  const text = "-- ${Owner}\nCREATE TABLE ${schema}.t (a text DEFAULT '${schema}');\nCREATE TABLE u (b int);\n"

  test('become their values, and places stay those of the file', () => {
    const source = files({ 'V1__x.sql': text })
    const { migrations, diagnostics } = frontEnd.read(source, { placeholders: { schema: 'a_rather_long_name', owner: 'me' } })
    const { said } = played(migrations[0]!.up)
    expect(diagnostics).toEqual([])
    expect(said.map(({ sql }) => sql)).toEqual([
      "CREATE TABLE a_rather_long_name.t (a text DEFAULT 'a_rather_long_name')",
      'CREATE TABLE u (b int)',
    ])
    expect(said.map(({ at }) => cut(source, at))).toEqual([
      "CREATE TABLE ${schema}.t (a text DEFAULT '${schema}')",
      'CREATE TABLE u (b int)',
    ])
  })

  test('unknown ones are named once, at their place, and stood in for by a name as long', () => {
    const { migrations, diagnostics } = read({ 'V1__x.sql': text })
    expect(sqlOf(migrations[0]!.up)[0]).toBe("CREATE TABLE schema___.t (a text DEFAULT 'schema___')")
    expect(diagnostics).toMatchObject([
      { code: 'unknown-placeholder', span: { line: 1, column: 4, endColumn: 12 } },
      { code: 'unknown-placeholder', span: { line: 2, column: 14 } },
    ])
  })

  test('Flyway’s own are known: the schema, the file, the table', () => {
    const { migrations, diagnostics } = read({
      'V1__x.sql': "SELECT '${flyway:filename}' FROM ${flyway:defaultSchema}.${flyway:table} WHERE '${flyway:user}' = ''",
    })
    expect(sqlOf(migrations[0]!.up)).toEqual(["SELECT 'V1__x.sql' FROM public.flyway_schema_history WHERE 'flyway_user___' = ''"])
    expect(diagnostics).toMatchObject([{ code: 'run-time-placeholder', severity: 'note' }])
  })

  test.each([
    ['by the file beside the script', {}, 'placeholderReplacement=false'],
    ['by the project', { flyway: { placeholderReplacement: false } }, ''],
  ])('are text where they are switched off %s', (_, options, conf) => {
    const { migrations, diagnostics } = read({ 'V1__x.sql': "SELECT '${data}'", 'V1__x.sql.conf': conf }, options)
    expect(sqlOf(migrations[0]!.up)).toEqual(["SELECT '${data}'"])
    expect(diagnostics).toEqual([])
  })

  test('have the project’s own marks', () => {
    const { migrations } = read(
      { 'V1__x.sql': 'DROP TABLE <<t>>' },
      { placeholders: { t: 'x' }, flyway: { placeholderPrefix: '<<', placeholderSuffix: '>>' } },
    )
    expect(sqlOf(migrations[0]!.up)).toEqual(['DROP TABLE x'])
  })
})

describe('what is no SQL of this engine', () => {
  test('classes are kept whole, with their name, in their place', () => {
    const text = 'package db.migration;\n\npublic class V2__Fill extends BaseJavaMigration {\n}\n'
    const { migrations } = read({
      'V3__c.sql': table(3),
      'db/V2__Fill.java': text,
      'db/V2_1__Base.java': 'public abstract class V2_1__Base {}',
    })
    expect(ids(migrations)).toEqual(['2', '3'])
    expect(played(migrations[0]!.up).said[0]!.code).toEqual({
      language: 'java',
      source: text,
      reason: 'the Java class db.migration.V2__Fill',
    })
  })

  test('a class may say that it wants no transaction', () => {
    const { migrations } = read({ 'V1__A.java': 'class V1__A { public boolean canExecuteInTransaction() { return false; } }' })
    expect(migrations[0]!.wrapping).toBe('none')
  })

  test('files of other engines are left out, with a note for each folder', () => {
    const { migrations, diagnostics } = read({
      'db/postgresql/V1__a.sql': table(1),
      'db/mysql/V1__a.sql': table(1),
      'db/mysql/V2__b.sql': table(2),
      'db/V3__c__H2.sql': table(3),
      'db/V3__move_from_mysql.sql': table(3),
    })
    expect(migrations.map(({ file }) => file)).toEqual(['db/postgresql/V1__a.sql', 'db/V3__move_from_mysql.sql'])
    expect(diagnostics.map(({ message }) => message)).toEqual([
      '2 files are for mysql, which is not read yet: left out (db/mysql/)',
      '1 file is for h2, which is not read yet: left out (db/)',
    ])
  })

  test('rows behind COPY stay with it, and what follows is read', () => {
    const source = files({ 'V1__x.sql': `${table(1)}\nCOPY t1 (id) FROM STDIN;\n1\n2;\n\\.\n${table(2)}\n` })
    const { said } = played(frontEnd.read(source, {}).migrations[0]!.up)
    expect(said.map(({ sql, code }) => code?.source ?? sql)).toEqual([
      'CREATE TABLE t1 (id int)',
      'COPY t1 (id) FROM STDIN;\n1\n2;\n\\.',
      'CREATE TABLE t2 (id int)',
    ])
    expect(said.map(({ at }) => cut(source, at))).toEqual(said.map(({ sql, code }) => code?.source ?? sql))
  })

  test('a byte order mark is no part of the text, and moves no place', () => {
    const source = files({ 'V1__x.sql': `\uFEFF${table(1)}` })
    const { said } = played(frontEnd.read(source, {}).migrations[0]!.up)
    expect(said.map(({ sql, at }) => [sql, cut(source, at)])).toEqual([['CREATE TABLE t1 (id int)', 'CREATE TABLE t1 (id int)']])
  })

  test('another encoding and a condition of the paid editions are told of', () => {
    const { diagnostics } = read({ 'V1__x.sql': table(1), 'V1__x.sql.conf': 'encoding=ISO-8859-1\nshouldExecute=${x}==1\n' })
    expect(codes(diagnostics)).toEqual(['flyway-encoding', 'flyway-condition'])
  })
})
