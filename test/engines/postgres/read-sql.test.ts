import { beforeAll, describe, expect, it } from 'vitest'
import { loadExpressions } from '../../../src/engines/postgres/expressions.ts'
import { readSql } from '../../../src/engines/postgres/read-sql/index.ts'
import { emptySchema } from '../../../src/model/schema.ts'
import { play } from './played.ts'

beforeAll(loadExpressions)

describe('tables', () => {
  it('are read with what the server makes of serial, inline constraints and names nobody gave', () => {
    const { schema } = play(`
      CREATE TABLE teams (id serial PRIMARY KEY);
      CREATE TABLE users (
        id bigserial PRIMARY KEY,
        email varchar(255) NOT NULL UNIQUE,
        age int4 CHECK (age > 0) CHECK (age < 200),
        team_id int REFERENCES teams ON DELETE CASCADE,
        CHECK (age > 0 OR team_id IS NULL)
      );`)
    expect(schema.tables.get('users')).toMatchObject({
      columns: [
        {
          name: 'id',
          type: { native: 'bigint' },
          nullable: false,
          default: { sql: `nextval('users_id_seq'::regclass)` },
          ownedSequence: { name: 'users_id_seq' },
        },
        { name: 'email', type: { native: 'character varying(255)' }, nullable: false },
        { name: 'age', type: { native: 'integer' }, nullable: true },
        { name: 'team_id' },
      ],
    })
    expect(schema.tables.get('users')?.constraints).toEqual([
      { kind: 'primary-key', name: 'users_pkey', columns: ['id'] },
      { kind: 'unique', name: 'users_email_key', columns: ['email'] },
      { kind: 'check', name: 'users_age_check', expression: 'age > 0', validated: true },
      { kind: 'check', name: 'users_age_check1', expression: 'age < 200', validated: true },
      { kind: 'check', name: 'users_check', expression: 'age > 0 OR team_id IS NULL', validated: true },
      {
        kind: 'foreign-key',
        name: 'users_team_id_fkey',
        columns: ['team_id'],
        references: { name: 'teams' },
        referencedColumns: ['id'],
        onDelete: 'cascade',
        validated: true,
      },
    ])
  })

  it('that are there already are not made again', () => {
    expect(play('CREATE TABLE a (id int); CREATE TABLE IF NOT EXISTS a (id int, b int); DROP TABLE IF EXISTS c;').steps).toHaveLength(1)
  })
})

describe('ALTER TABLE', () => {
  it('gives a step for each action, in the order the server does them', () => {
    const { steps } = play(`
      CREATE TABLE t (a int, b text);
      ALTER TABLE t ADD CONSTRAINT c CHECK (d > 0) NOT VALID, ADD COLUMN d int DEFAULT 5, ALTER a TYPE bigint USING a::bigint, DROP b;`)
    expect(steps.slice(1)).toMatchObject([
      { kind: 'drop-column', column: { name: 'b' } },
      { kind: 'alter-column-type', from: { type: { native: 'integer' } }, to: { type: { native: 'bigint' } }, using: 'a::bigint' },
      { kind: 'add-column', column: { name: 'd', default: { sql: '5' } } },
      { kind: 'add-constraint', constraint: { name: 'c', expression: 'd > 0', validated: false } },
    ])
  })

  it('drops a default before it changes the type, and leaves no identity where there is none', () => {
    const { schema } = play(`
      CREATE TABLE t (a boolean NOT NULL DEFAULT false);
      ALTER TABLE t ALTER COLUMN a TYPE text, ALTER COLUMN a DROP NOT NULL, ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a DROP IDENTITY IF EXISTS;`)
    expect(schema.tables.get('t')!.columns).toEqual([{ name: 'a', type: { kind: 'text', native: 'text' }, nullable: true }])
  })
})

describe('names the server chooses', () => {
  it('are free of those that the same statement drops', () => {
    const { schema } = play(`
      CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL);
      ALTER TABLE t DROP COLUMN id, ADD PRIMARY KEY (a);`)
    expect(schema.tables.get('t')?.constraints).toEqual([{ kind: 'primary-key', name: 't_pkey', columns: ['a'] }])
  })

  it('are cut to 63 bytes, the longer part first', () => {
    const table = 'a_table_with_a_name_that_is_rather_long_for_a_table'
    const { schema } = play(`CREATE TABLE ${table} (a_column_of_some_length int UNIQUE);`)
    const [key] = schema.tables.get(table)!.constraints
    expect(key?.name).toHaveLength(63)
    expect(key?.name).toBe('a_table_with_a_name_that_is_rather__a_column_of_some_length_key')
  })
})

describe('indexes', () => {
  it('are read in full', () => {
    const { steps } = play(`
      CREATE TABLE t (a text, b int, c int);
      CREATE UNIQUE INDEX CONCURRENTLY ON t USING btree (lower(a) text_pattern_ops, b DESC NULLS LAST, (b + c)) INCLUDE (c) WITH (fillfactor = 70) WHERE b > 3;`)
    expect(steps[1]).toEqual({
      kind: 'create-index',
      table: { name: 't' },
      online: true,
      index: {
        name: 't_lower_b_expr_c_idx',
        parts: [
          { expression: 'lower(a)', operatorClass: 'text_pattern_ops' },
          { column: 'b', order: 'desc', nulls: 'last' },
          { expression: 'b + c' },
        ],
        unique: true,
        include: ['c'],
        where: 'b > 3',
        with: `fillfactor='70'`,
        valid: true,
      },
    })
  })
})

describe('a statement that cannot be read', () => {
  it('leaves the others as they are', () => {
    const text = 'CREATE TABLE a (id int);\nCREAT TABLE b;\nCREATE TABLE c (id int);'
    const read = readSql(text)
    expect(read.map(({ problem }) => problem)).toEqual([undefined, 'syntax error at or near "CREAT"', undefined])
    expect(text.slice(read[1]!.start, read[1]!.end)).toBe('CREAT TABLE b')
    expect(read[1]!.steps(emptySchema)).toMatchObject([{ kind: 'execute-sql', up: 'CREAT TABLE b', touches: [] }])
  })

  it('does not take along what follows an open quote', () => {
    const { schema } = play(`CREATE TABLE a (id int DEFAULT 'x);\nCREATE TABLE b (t text DEFAULT 'y');\nCREATE TABLE c (id int);\n`)
    expect(schema.tables.keys()).toEqual(['b', 'c'])
  })
})
