import { beforeAll, describe, expect, test } from 'vitest'
import { postgres } from '../../src/engines/postgres/index.ts'
import { liquibase } from '../../src/frameworks/liquibase/index.ts'
import type { FrontEnd } from '../../src/frameworks/read.ts'
import { replay, type Replayed } from '../../src/history/replay.ts'
import type { Engine } from '../../src/steps/engine.ts'
import { changelog, data } from './liquibase/rows.ts'
import { files } from './played.ts'

let engine: Engine
let frontEnd: FrontEnd
beforeAll(async () => {
  engine = await postgres({ engine: 'postgres', major: 18, minor: 4 })
  frontEnd = await liquibase.frontEnd!()
})

const play = (log: string, csv: Readonly<Record<string, string>>): readonly Replayed[] => {
  const beside = Object.fromEntries(Object.entries(csv).map(([name, text]) => [`db/data/${name}`, text]))
  return replay(frontEnd.read(files({ 'db/changelog/all.yaml': log, ...beside }), {}), { engine })
}

const sqlOf = (recorded: Replayed['up']): readonly string[] =>
  recorded.flatMap(({ step }) => (step.kind === 'execute-sql' ? step.up : step.kind === 'run-code' ? `? ${step.reason}` : step.kind))

describe('rows of CSV files', () => {
  test('become the statements that Liquibase sends', () => {
    const played = play(changelog, data)
    const ups = Object.fromEntries(played.slice(1).map(({ migration, up }) => [migration.name, sqlOf(up)]))
    expect(ups).toMatchInlineSnapshot(`
      {
        "again": [
          "UPDATE pairs SET v = 'ONE' WHERE id = 1 AND k = 'a'",
          "INSERT INTO pairs (id, k, v, w) SELECT 1, 'a', 'ONE', 'X' WHERE NOT EXISTS (SELECT FROM pairs WHERE id = 1 AND k = 'a')",
          "UPDATE pairs SET v = 'four' WHERE id = 4 AND k = 'd'",
          "INSERT INTO pairs (id, k, v, w) SELECT 4, 'd', 'four', 'w' WHERE NOT EXISTS (SELECT FROM pairs WHERE id = 4 AND k = 'd')",
        ],
        "keys": [
          "INSERT INTO pairs (id, k) SELECT 1, 'a' WHERE NOT EXISTS (SELECT FROM pairs WHERE id = 1 AND k = 'a')",
          "INSERT INTO pairs (id, k) SELECT 5, 'e' WHERE NOT EXISTS (SELECT FROM pairs WHERE id = 5 AND k = 'e')",
        ],
        "notes": [
          "INSERT INTO notes (id, note, more) VALUES
        (1, 'one', 'two
      lines'),
        (3, NULL, 'z'),
        (4, 'now()', '')",
        ],
        "pairs": [
          "UPDATE pairs SET v = 'one', w = 'x' WHERE id = 1 AND k = 'a'",
          "INSERT INTO pairs (id, k, v, w) SELECT 1, 'a', 'one', 'x' WHERE NOT EXISTS (SELECT FROM pairs WHERE id = 1 AND k = 'a')",
          "UPDATE pairs SET v = 'two', w = 'y' WHERE id = 2 AND k IS NULL",
          "INSERT INTO pairs (id, k, v, w) SELECT 2, NULL, 'two', 'y' WHERE NOT EXISTS (SELECT FROM pairs WHERE id = 2 AND k IS NULL)",
          "UPDATE pairs SET v = '', w = 'z' WHERE id = 3 AND k = 'c'",
          "INSERT INTO pairs (id, k, v, w) SELECT 3, 'c', '', 'z' WHERE NOT EXISTS (SELECT FROM pairs WHERE id = 3 AND k = 'c')",
        ],
        "prepared": [
          "INSERT INTO typed (id, n, b, v, d, ts, u) VALUES
        (20, 1.50, TRUE, 'now()', '2020-01-02', '2020-01-02 03:04:05', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
        (21, NULL, NULL, NULL, NULL, NULL, NULL),
        (22, NULL, NULL, '', NULL, NULL, NULL)",
        ],
        "typed": [
          "INSERT INTO typed (n, b, v, d, ts, j, id) VALUES
        (1.0, TRUE, 'a;''b''', '2020-03-04', '2020-01-02 03:04', '{}', 1+1),
        (7, TRUE, 'empty', '2020-01-02', NULL, '[]', 11),
        (2, FALSE, NULL, '2020-01-02', NULL, '1', (12)),
        (3, TRUE, NULL, '2020-01-02', NULL, '1', 13)",
        ],
        "untyped": [
          "INSERT INTO typed (id, n, f, b, v, d, ts, tz, ti, u, j, "Mixed") VALUES
        (1, 1.50, '2.5', TRUE, 'it''s', '2020-01-02', '2020-01-02 03:04:05', '2020-01-02 03:04:05', '03:04:05', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{}', 007),
        (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (4, NULL, '1', NULL, '', NULL, NULL, NULL, NULL, NULL, '[1]', NULL),
        (5, -1, '1e3', FALSE, 'quo,ted', '2020-02-29', '2020-01-02 03:04:05.123456', '2020-01-02', '2020-01-02 03:04:05', NULL, '{"a": 1}', +2),
        (6, 1e3, '0', FALSE, '  back\\slash ', '2020-01-02 03:04:05', '2020-01-02', '2020-01-02 03:04:05.5', '23:59:59', NULL, '[
      ]', 1),
        (7, 3, '0', TRUE, 'say "hi"', NULL, NULL, NULL, NULL, NULL, NULL, 0)",
        ],
        "updates": [
          "UPDATE pairs SET k = 'cc', v = 'three' WHERE id = 3",
          "UPDATE pairs SET k = 'i', v = 'nine' WHERE id = 9",
        ],
      }
    `)
    expect(played.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual(['ignored-by-liquibase'])
    const downs = Object.fromEntries(
      played.slice(1).map(({ migration, down }) => [migration.name, down === undefined ? null : sqlOf(down)]),
    )
    expect(downs).toMatchInlineSnapshot(`
      {
        "again": [
          "DELETE FROM pairs WHERE id = 1 AND k = 'a'",
          "DELETE FROM pairs WHERE id = 4 AND k = 'd'",
        ],
        "keys": [
          "DELETE FROM pairs WHERE id = 1 AND k = 'a'",
          "DELETE FROM pairs WHERE id = 5 AND k = 'e'",
        ],
        "notes": null,
        "pairs": [
          "DELETE FROM pairs WHERE id = 1 AND k = 'a'",
          "DELETE FROM pairs WHERE id = 2 AND k IS NULL",
          "DELETE FROM pairs WHERE id = 3 AND k = 'c'",
        ],
        "prepared": null,
        "typed": null,
        "untyped": null,
        "updates": [
          "DELETE FROM pairs WHERE id = 3",
          "DELETE FROM pairs WHERE id = 9",
        ],
      }
    `)
  })

  const load = (csv: string | undefined, more = ''): readonly string[] => {
    const log = `databaseChangeLog:
- changeSet: { id: 1, author: a, changes: [ { createTable: { tableName: t, columns: [ { column: { name: id, type: int } }, { column: { name: v, type: text } }, { column: { name: at, type: timestamp } }, { column: { name: x, type: xml } } ] } } ] }
- changeSet: { id: 2, author: a, changes: [ { loadData: { tableName: t, file: db/data/t.csv${more} } } ] }
`
    return sqlOf(play(log, csv === undefined ? {} : { 't.csv': csv })[1]!.up)
  }

  test.each([
    ['which is not there', undefined, ''],
    ['which is empty', '', ''],
    ['whose line 2 has quotes that are not clear', 'id,v\n1,a"b\n', ''],
    ['whose line 3 has quotes that are not clear', 'id,v\n1,a\n2,"a" \n', ''],
    ['whose line 2 has quotes that are not clear', 'id,v\n1,"a\n', ''],
    ['where a row has 3 values under 2 names', 'id,v\n1,a,b\n', ''],
    ['where a row has 1 values under 2 names', 'id,v\n   \n', ''],
    ['where rows stand behind an empty line, which not every version reads', 'id,v\n1,a\n\n2,b\n', ''],
    ['whose header has blanks around a name', 'id, v\n1,a\n', ''],
    ['where the type of nowhere is neither said nor known', 'id,nowhere\n1,a\n', ''],
    ['where the type of x is neither said nor known', 'id,x\n1,a\n', ''],
    ['where now is no plain date or time', 'id,at\n1,now\n', ''],
    ['where 2020-01-02T03:04:05+02:00 is no plain date or time', 'id,at\n1,2020-01-02T03:04:05+02:00\n', ''],
    ['where 2020-13-45 is no plain date or time', 'id,at\n1,2020-13-45\n', ''],
    ['where ../blob/notes.txt may be the name of a file', 'id,v\n1,../blob/notes.txt\n', ''],
    ['where a value is binary', 'id,v\n1,YWJj\n', ', columns: [ { column: { name: v, type: blob } } ]'],
    ['where 1e3 is no plain number', 'id\n1e3\n', ', usePreparedStatements: true'],
    ['which is not in UTF-8', 'id,v\n1,é\n', ', encoding: ISO-8859-1'],
    ['which is too long to be taken over', `id\n${'1\n'.repeat(600_000)}`, ''],
    ['with a long text, which takes the prepared statements that it forbids', 'id,v\n1,a\n', ', usePreparedStatements: false'],
  ])('are kept with the reason: %s', (because, csv, more) => {
    expect(load(csv, more)).toEqual([`? loads rows of db/data/t.csv, ${because}`])
  })

  test('are cut into statements as Liquibase cuts them', () => {
    expect(load(`id\n${'1\n'.repeat(120)}`).map(each => each.split('(1)').length - 1)).toEqual([50, 50, 20])
  })
})
