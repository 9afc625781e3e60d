import { Entries } from '../../../src/model/entries.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptySchema, type Schema } from '../../../src/model/schema.ts'
import {
  columnsOf,
  isVolatile,
  loadExpressions,
  needsParser,
  parseExpressionError,
  renameColumn,
} from '../../../src/engines/postgres/expressions.ts'
import { readSimply } from '../../../src/engines/postgres/simple-expression.ts'
import { referencesIn } from '../../../src/engines/postgres/references.ts'

const simple = [
  `name`,
  `'it''s'`,
  `42`,
  `-1.5e3`,
  `lower(name)`,
  `LOWER("Name") = 'x'::text`,
  `(name)::character varying(20)`,
  `a > 0 AND b IS NOT NULL`,
  `status = ANY (ARRAY['a'::text, 'b'::text])`,
  `((kind)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))`,
  `now()`,
  `nextval('s'::regclass)`,
  `coalesce(a, b, 'x')`,
  `a BETWEEN 1 AND 2 OR NOT b`,
  `x IS NOT DISTINCT FROM y`,
  `a NOT IN (1, 2)`,
  `'2020-01-01 00:00:00+00'::timestamp with time zone`,
  `price::numeric(10,2) * 1.2`,
  `é || "ü x"`,
  `name -- note`,
  `name /* a /* b */ c */ || x`,
  `current_timestamp`,
  `E'a\\'b' || c`,
  `num_nonnulls(a, b) = 1`,
  `data ->> 'x'`,
  `a ~~ 'b%'`,
  `$$dollar 'q'$$ || a`,
  `lower_inc`,
  `text`,
  `"user"`,
]

beforeAll(loadExpressions)

describe('the fast reader', () => {
  it.each(simple)('agrees with the parser on %s', async expression => {
    const { parseSync } = await import('libpg-query')
    const sql = `SELECT ${expression}`
    expect(readSimply(expression)?.columns.map(c => c.name)).toEqual(referencesIn(sql, parseSync(sql), undefined, true).map(r => r.name))
  })
  it.each([
    'CASE WHEN a THEN b END',
    'a b',
    'u.name',
    `created AT TIME ZONE 'UTC'`,
    `date '2020-01-01'`,
    '(SELECT 1)',
    'a +',
    'f(',
    'count(*)',
    'x.y.z',
    'a[1]',
    'extract(year from a)',
    'sum(a) OVER w',
    'CAST(a AS text)',
    `interval '1' day`,
    'user',
    'a COLLATE "C"',
    `U&"d\\0061t"`,
    'row(a)',
    '',
  ])('leaves %s to the parser', expression => {
    expect(needsParser(expression)).toBe(true)
  })
})

describe('columnsOf', () => {
  it.each<[string, string[]]>([
    [`CASE WHEN "Ä" > 0 THEN 'name' ELSE u.name END || (a).b`, ['Ä', 'name', 'a']],
    [
      `CREATE TRIGGER t BEFORE UPDATE OF a, "b c" ON x FOR EACH ROW WHEN (new.c IS DISTINCT FROM old.c) EXECUTE FUNCTION f('d')`,
      ['a', 'b c', 'c'],
    ],
    [`USING gist (room WITH =, tsrange(a, b) WITH &&) WHERE (NOT gone)`, ['room', 'a', 'b', 'gone']],
    [`CREATE STATISTICS s ON a, b FROM t`, ['a', 'b']],
    [`a, lower(b)`, ['a', 'b']],
  ])('finds those of %s', (expression, columns) => expect(columnsOf(expression)).toEqual(columns))
})

describe('renameColumn', () => {
  it.each<[string, string]>([
    [`name`, `full_name`],
    [`lower(name) = 'name'`, `lower(full_name) = 'name'`],
    [`name(name) || "name" || "Name"`, `name(full_name) || full_name || "Name"`],
    [`'é' || CASE WHEN 'ü€😀' = name THEN 1 END`, `'é' || CASE WHEN 'ü€😀' = full_name THEN 1 END`],
    [`new.name IS DISTINCT FROM old . name AND u.name IS NULL`, `new.full_name IS DISTINCT FROM old . full_name AND u.full_name IS NULL`],
    [
      `SELECT name, id, lower(name) AS l FROM users WHERE name <> ''`,
      `SELECT full_name AS name, id, lower(full_name) AS l FROM users WHERE full_name <> ''`,
    ],
    [
      `SELECT s.name FROM (SELECT u.name FROM users u) s ORDER BY s.name`,
      `SELECT s.name FROM (SELECT u.full_name AS name FROM users u) s ORDER BY s.name`,
    ],
    [`WITH c AS (SELECT name FROM users) SELECT name FROM c`, `WITH c AS (SELECT full_name AS name FROM users) SELECT name FROM c`],
    [
      `CREATE TRIGGER name BEFORE UPDATE OF name, x ON users FOR EACH ROW EXECUTE FUNCTION name()`,
      `CREATE TRIGGER name BEFORE UPDATE OF full_name, x ON users FOR EACH ROW EXECUTE FUNCTION name()`,
    ],
    [`EXISTS (SELECT 1 FROM members m WHERE m.name = users.name)`, `EXISTS (SELECT 1 FROM members m WHERE m.name = users.full_name)`],
    [`CREATE STATISTICS name ON name, b FROM users`, `CREATE STATISTICS name ON full_name, b FROM users`],
  ])('of %s', (before, after) => expect(renameColumn(before, 'name', 'full_name')).toBe(after))

  it('keeps to one table of a join when told', () => {
    expect(
      renameColumn('SELECT u.name, o.name AS order_name FROM users u JOIN orders o ON o.user_name = u.name', 'name', 'full_name', {
        name: 'users',
      }),
    ).toBe('SELECT u.full_name AS name, o.name AS order_name FROM users u JOIN orders o ON o.user_name = u.full_name')
  })
  it('quotes a name that needs it', () => expect(renameColumn('lower(name)', 'name', 'User')).toBe('lower("User")'))
})

describe('isVolatile', () => {
  const routine = (name: string, definition: string) => ({ name: { name }, arguments: '', kind: 'function' as const, definition })
  const schema: Schema = {
    ...emptySchema,
    routines: Entries.of({
      'steady()': routine(
        'steady',
        `CREATE FUNCTION steady(volatile int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ select random()::int $$`,
      ),
      'late()': routine('late', `CREATE FUNCTION late() RETURNS int AS 'select 1' LANGUAGE sql STABLE`),
      'loose()': routine('loose', `CREATE FUNCTION loose() RETURNS int LANGUAGE sql AS $$ select 1 -- immutable $$`),
      'random()': routine('random', `CREATE FUNCTION random(int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ select 1 $$`),
    }),
  }
  it.each([
    'now()',
    'current_timestamp',
    'statement_timestamp()',
    'transaction_timestamp()',
    'current_date',
    'txid_current()',
    'current_user',
    `current_setting('x')`,
    `'x'::text`,
    '0',
    `lower('X')`,
    'steady(1)',
    'late()',
    `now() AT TIME ZONE 'utc'`,
    `(now() + '1 day'::interval)`,
    'pg_catalog.now()',
    `jsonb_build_object('a', 1)`,
    `md5('x')`,
    `to_char(now(), 'x')`,
    `ARRAY[]::text[]`,
    `date_trunc('day', now())`,
  ])('%s is not', expression => {
    expect(isVolatile(expression, schema)).toBe(false)
  })
  it.each([
    'random()',
    `nextval('s')`,
    'clock_timestamp()',
    'timeofday()',
    'gen_random_uuid()',
    'uuidv7()',
    'uuid_generate_v4()',
    'loose()',
    'app.now()',
    'CASE WHEN true THEN random() END',
    'md5(random()::text)',
  ])('%s is', expression => {
    expect(isVolatile(expression, schema)).toBe(true)
  })
})

describe('parseExpressionError', () => {
  it.each(['a > 0', 'lower("x") -- note', `now() + interval '1 day'`])('accepts %s', expression =>
    expect(parseExpressionError(expression)).toBeUndefined(),
  )
  it.each<[string, RegExp]>([
    ['a >', /ends too early/],
    ['a b', /syntax error at or near "b"/],
    ['a) , (b', /not one expression/],
    ['a) FROM (b', /parenthesis too many/],
    ['a); DROP TABLE x; SELECT (b', /not one/],
    [`'open`, /unterminated/],
    ['', /ends too early/],
  ])('rejects %s', (expression, words) => expect(parseExpressionError(expression)).toMatch(words))
})
