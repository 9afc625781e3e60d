import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadExpressions, semantics } from '../../../src/engines/postgres/expressions.ts'
import { readSql } from '../../../src/engines/postgres/read-sql/index.ts'
import { emptySchema, type Schema } from '../../../src/model/schema.ts'
import { applyStep } from '../../../src/steps/index.ts'
import { StepDoesNotApply } from '../../../src/steps/step.ts'

beforeAll(loadExpressions)

/** A history with something of everything. */
const sample = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE users (id bigserial PRIMARY KEY, email varchar(255) NOT NULL UNIQUE, "Odd name" text DEFAULT 'it''s', m mood, at timestamptz(3) DEFAULT now());
CREATE TABLE IF NOT EXISTS posts (id int GENERATED ALWAYS AS IDENTITY (START WITH 5), user_id bigint REFERENCES users (id) ON DELETE CASCADE, CHECK (id > 0));
ALTER TABLE posts ADD COLUMN title text COLLATE "C" DEFAULT 'x' NOT NULL, ADD CONSTRAINT u UNIQUE (title), ALTER user_id TYPE integer USING user_id::integer;
CREATE UNIQUE INDEX CONCURRENTLY ON posts USING btree (lower(title) text_pattern_ops DESC NULLS LAST, (id + 1)) INCLUDE (user_id) WHERE id > 3;
CREATE OR REPLACE FUNCTION f(a int, OUT b text) LANGUAGE plpgsql AS $body$ BEGIN b := 'é;'; END; $body$;
CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
CREATE TRIGGER t AFTER UPDATE OF title ON posts FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION f();
CREATE VIEW v AS WITH x AS (SELECT * FROM users) SELECT x.*, p.title FROM x JOIN posts p USING (id);
CREATE MATERIALIZED VIEW mv AS SELECT count(*) FROM posts WITH NO DATA;
CREATE TABLE log (at date) PARTITION BY RANGE (at); CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
/* a /* nested */ comment */ UPDATE users SET email = lower(email); -- done
DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'x') THEN CREATE TYPE x AS ENUM ('a'); END IF; END $$;
COPY users (id) FROM stdin;
1
\\.
GRANT SELECT (id), UPDATE ON users TO app WITH GRANT OPTION;
COMMENT ON TABLE users IS E'it\\'s';
ALTER TABLE users RENAME TO people; DROP TABLE posts CASCADE;
`

const scraps = [
  '(',
  ')',
  "'",
  '"',
  '$$',
  ';',
  '/*',
  '--',
  '\\',
  ',',
  ' CASCADE',
  ' ONLY ',
  ' SELECT ',
  ' 0 ',
  '💥',
  '\0',
  'U&"\\00e9"',
  '::',
  ':x',
  '[',
  '.',
  '\n',
]

/** Real-looking SQL with some of it cut out, doubled or replaced. */
const mangled = fc
  .array(
    fc.record({
      at: fc.nat(sample.length),
      length: fc.nat(30),
      put: fc.oneof(
        fc.constantFrom(...scraps),
        fc.nat(sample.length).map(at => sample.slice(at, at + 25)),
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map(edits => edits.reduce((text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length), sample))

const playLeniently = (text: string): void => {
  let schema: Schema = emptySchema
  let last = 0
  for (const { start, end, steps } of readSql(text)) {
    expect(start).toBeGreaterThanOrEqual(last)
    expect(end).toBeGreaterThan(start)
    expect(end).toBeLessThanOrEqual(text.length)
    last = start
    for (const step of steps(schema)) {
      try {
        schema = applyStep(step, schema, semantics)
      } catch (reason) {
        if (!(reason instanceof StepDoesNotApply)) throw reason
      }
    }
  }
}

describe('mangled SQL', () => {
  it('is read without a crash, every statement in its place', () => {
    fc.assert(fc.property(mangled, playLeniently), { numRuns: 250 })
  })

  it('leaves nothing out: what cannot be read is kept as it is', () => {
    fc.assert(
      fc.property(mangled, text => {
        for (const { start, end, problem, steps } of readSql(text)) {
          if (problem === undefined) continue
          expect(problem).not.toBe('')
          expect(steps(emptySchema)).toMatchObject([{ kind: 'execute-sql', up: text.slice(start, end), touches: [] }])
        }
      }),
      { numRuns: 250 },
    )
  })
})

describe('long texts', () => {
  /** Milliseconds of this process alone, the better of three: the machine may be busy, a collection may fall in between. */
  const timeOf = (text: string): number =>
    Math.min(
      ...[1, 2, 3].map(() => {
        const start = process.cpuUsage()
        readSql(text)
        const { user, system } = process.cpuUsage(start)
        return (user + system) / 1000
      }),
    )

  it.each([
    ['many statements', (n: number) => 'ALTER TABLE t ADD COLUMN c varchar(20) DEFAULT $$é$$;\n'.repeat(n * 40)],
    ['one statement', (n: number) => `INSERT INTO t VALUES ${Array.from({ length: n * 150 }, () => "(1, 'é', 2.5)").join(', ')}`],
    ['an open quote', (n: number) => `SELECT 'it is never closed ${'x; '.repeat(n * 1500)}`],
    ['an open comment', (n: number) => `SELECT 1 /* ${'x; '.repeat(n * 1500)}`],
    ['a broken statement', (n: number) => `CREATE TABLE t (${'a int, '.repeat(n * 2000)}`],
  ])('take time in proportion: %s', (_, text) => {
    timeOf(text(5))
    const [short, long] = [timeOf(text(10)), timeOf(text(80))]
    expect(long).toBeLessThan(short * 8 * 4 + 150)
  })
})
