import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flyway } from '../../src/frameworks/flyway/index.ts'
import { sql } from '../../src/frameworks/sql/index.ts'
import { cut, files, played } from './played.ts'

/** Files as teams have them, to be damaged. */
const originals = {
  'V1__users.sql': `CREATE TABLE \${schema}.users (id int, name text DEFAULT 'it''s');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 1; END $body$;
COPY users (id) FROM STDIN;
1
\\.
/* a /* nested */ comment */ CREATE INDEX CONCURRENTLY i ON users (id);
`,
  '1_a.sql': `-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;
-- +goose StatementEnd
-- +goose ENVSUB ON
ALTER TABLE t ADD COLUMN "\${NAME:-é}" text;
-- +goose Down
DROP FUNCTION f;
`,
  '2_b.sql': `-- migrate:up transaction:false
CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END;
-- migrate:down
DROP FUNCTION g;
`,
  '3_c.up.sql': `BEGIN;\r\n\\set x 1\r\nUPDATE t SET a = E'\\'' WHERE b = U&'\\0041';\r\nCOMMIT;\r\n`,
  'm/2020-01-01-000000_d/up.sql': "\uFEFFCREATE TABLE d (a text DEFAULT '😀');",
}

const marks = [
  "'",
  '"',
  '$$',
  '$a$',
  '/*',
  '*/',
  '--',
  '\n',
  ';',
  '(',
  ')',
  '\\',
  '${',
  '}',
  '-- +goose Up\n',
  '-- migrate:down\n',
  'BEGIN ATOMIC',
  '\uFEFF',
  '\0',
]

const damaged = fc
  .tuple(
    fc.constantFrom(...Object.entries(originals)),
    fc.array(fc.tuple(fc.nat(400), fc.nat(20), fc.constantFrom(...marks)), { minLength: 1, maxLength: 6 }),
  )
  .map(([[path, text], changes]) => ({
    path,
    text: changes.reduce(
      (so, [at, length, mark]) => so.slice(0, at % (so.length + 1)) + mark + so.slice((at % (so.length + 1)) + length),
      text,
    ),
  }))

describe.each([flyway, sql])('the front end of $id', framework => {
  test('reads any damaged file, and every place it tells lies in the file', async () => {
    const frontEnd = await framework.frontEnd!()
    fc.assert(
      fc.property(damaged, file => {
        const { migrations, diagnostics } = frontEnd.read([file], {})
        const plays = migrations.flatMap(({ up, down }) => [played(up), played(down)])
        const lines = file.text.split('\n')
        const spans = [...diagnostics, ...plays.flatMap(({ notes }) => notes)].flatMap(({ span }) => span ?? [])
        for (const span of [...spans, ...plays.flatMap(({ said }) => said.map(({ at }) => at))]) {
          expect(span.line).toBeLessThanOrEqual(lines.length)
          expect(span.column - 1).toBeLessThanOrEqual(lines[span.line - 1]!.length)
          expect(span.endLine ?? span.line).toBeGreaterThanOrEqual(span.line)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('loses nothing of a file that is not damaged: what it says stands at its place', async () => {
    const frontEnd = await framework.frontEnd!()
    const sources = files(originals)
    const said = frontEnd.read(sources, {}).migrations.flatMap(({ up, down }) => [...played(up).said, ...played(down).said])
    expect(said.length).toBeGreaterThan(1)
    const plain = said.filter(({ sql: text }) => text !== '' && !/schema|é/.test(text))
    expect(plain.map(({ at }) => cut(sources, at))).toEqual(plain.map(({ sql: text }) => text))
  })

  // Were its time not in proportion to the size, this would not end before the runner's patience does.
  test.each(['INSERT INTO t VALUES (${x});\n', "'", '$a', '$', '/*', '(', '${', '"', "E'", '--'])(
    'ends on three hundred thousand letters of %j',
    async piece => {
      const frontEnd = await framework.frontEnd!()
      const text = piece.repeat(300_000 / piece.length)
      const { migrations } = frontEnd.read(files({ 'V1__x.sql': text, '1_x.sql': `-- +goose Up\n${text}` }), {})
      expect(migrations.map(({ up }) => played(up).said.length)).toEqual([expect.any(Number)])
    },
  )
})
